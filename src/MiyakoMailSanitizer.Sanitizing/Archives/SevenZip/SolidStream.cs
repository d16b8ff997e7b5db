using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;

/// <summary>
/// The files of one folder, unpacked one behind the other: to come to a file, those before it must be unpacked too. Once it has failed nothing behind
/// it can be had.
/// </summary>
internal sealed class SolidStream(ReadOnlyMemory<byte> content, SevenZipFolder folder, Unpacker unpacker) : IDisposable
{
    private const int SignatureHeader = 32;

    private Stream? _stream;
    private int _next;
    private EntryRefusedException? _fault;

    public ReadOnlyMemory<byte> Packed
        => content.Span.Has(SignatureHeader + folder.PackedOffset, folder.PackedSize)
            ? content.Slice(SignatureHeader + (int)folder.PackedOffset, (int)folder.PackedSize)
            : throw SevenZipInput.Damaged("its packed data is cut off");

    /// <summary>The content of a file. Files are asked for in their order; some may be left out.</summary>
    public ReadOnlyMemory<byte> Unpack(int index, string name)
    {
        if (_fault is not null)
            throw _fault;
        try
        {
            _stream ??= Open();
            for (; _next < index; _next++)
                Skip(folder.Files[_next].Size);
            _next++;
            var (size, crc) = folder.Files[index];
            var unpacked = unpacker.ReadAll(Streams.Part(_stream, size), size, folder.PackedSize, name);
            if (crc is null || Unpacker.Crc32(unpacked.Span) == crc)
                return unpacked;
            unpacker.HandOver(unpacked);
        }
        catch (EntryRefusedException e)
        {
            _fault = e;
            throw;
        }
        throw new EntryRefusedException("archive.damaged", "its checksum is wrong");
    }

    public void Dispose() => _stream?.Dispose();

    private Stream Open()
    {
        if (folder.Coders is not [var coder])
            throw new EntryRefusedException("archive.unsupported", $"it is packed by {folder.Coders.Length} methods in turn");
        var (packed, properties) = (Packed, coder.Properties);
        return coder.Method switch
        {
            0 => Streams.Of(packed),
            0x030101 => Packing.Lzma(Needed(properties, 5), packed, folder.UnpackedSize, unpacker),
            0x21 => Packing.Lzma2(Needed(properties, 1)[0], packed, folder.UnpackedSize, unpacker),
            0x030401 => Packing.Ppmd(Needed(properties, 5), packed, unpacker),
            0x040108 => new DeflateStream(Streams.Of(packed), CompressionMode.Decompress),
            0x040109 => Packing.Deflate64(packed),
            0x040202 => Packing.BZip2(packed),
            0x04F71101 => Packing.Zstandard(packed, unpacker),
            var method => throw new EntryRefusedException("archive.unsupported", $"it is packed by method {method:X}"),
        };
    }

    private static byte[] Needed(byte[] properties, int length)
        => properties.Length == length ? properties : throw SevenZipInput.Damaged("a coder has the wrong properties");

    private void Skip(long size)
    {
        var scratch = new byte[64 << 10];
        while (size > 0)
        {
            unpacker.Tick();
            var read = Unpacker.Guarded(() => _stream!.Read(scratch, 0, (int)Math.Min(size, scratch.Length)));
            if (read <= 0)
                throw SevenZipInput.Damaged("its packed data ends too early");
            size -= read;
        }
    }
}
