using System.Buffers;
using System.Buffers.Binary;

namespace MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;

/// <summary>BinHex 4.0 (RFC 1741 appendix A): six bits a character between colons, runs by 0x90, the data fork behind a header.</summary>
internal static class BinHex
{
    private const byte Run = 0x90;

    /// <summary>Name, its length, version, type, creator, flags and the two lengths take so many bytes beside the name; then a checksum.</summary>
    private const int HeaderBytes = 20, ChecksumBytes = 2;

    private static ReadOnlySpan<byte> Alphabet => "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"u8;

    /// <summary>The file whose announcing line stands at a line start; null for any other line.</summary>
    public static EmbeddedFile? Read(ReadOnlyMemory<byte> text, int position)
    {
        var span = text.Span;
        if (!TextLines.At(span, position).StartsWith("(This file must be converted with BinHex"u8))
            return null;
        var start = span[position..].IndexOf((byte)':');
        if (start < 0)
            return null;
        start += position + 1;
        var length = span[start..].IndexOf((byte)':');
        var end = length < 0 ? span.Length : start + length;
        var bytes = Expand(SixBits(span[start..end]));
        var (name, content) = Split(bytes);
        return new(name, content, length < 0 ? end : TextLines.Next(span, end));
    }

    /// <summary>The data fork; all of the bytes where the header says what can't be.</summary>
    private static (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Content) Split(ReadOnlyMemory<byte> bytes)
    {
        var name = bytes.IsEmpty ? 0 : bytes.Span[0];
        var data = name + HeaderBytes + ChecksumBytes;
        if (name == 0 || bytes.Length < data)
            return (default, bytes);
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[(name + 12)..]);
        var content = bytes[data..];
        return (bytes.Slice(1, name), length <= content.Length ? content[..(int)length] : content);
    }

    private static byte[] SixBits(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[(text.Length * 3 / 4) + 1];
        int count = 0, bits = 0, value = 0;
        foreach (var b in text)
        {
            var digit = Alphabet.IndexOf(b);
            if (digit < 0)
                continue;
            value = ((value << 6) | digit) & 0xFFFFFF;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[count++] = (byte)(value >> bits);
            }
        }

        return bytes[..count];
    }

    /// <summary>0x90 and a count repeat the byte before; a count of 0 stands for 0x90 itself. At most 128 bytes a byte come out.</summary>
    private static ReadOnlyMemory<byte> Expand(ReadOnlySpan<byte> bytes)
    {
        var expanded = new ArrayBufferWriter<byte>(bytes.Length + 1);
        byte last = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != Run || i + 1 >= bytes.Length)
            {
                last = bytes[i];
                expanded.Write([last]);
                continue;
            }

            var count = bytes[++i];
            if (count == 0)
                expanded.Write([last = Run]);
            else
                Repeat(expanded, last, count - 1);
        }

        return expanded.WrittenMemory;
    }

    private static void Repeat(ArrayBufferWriter<byte> to, byte value, int count)
    {
        if (count == 0)
            return;
        to.GetSpan(count)[..count].Fill(value);
        to.Advance(count);
    }
}
