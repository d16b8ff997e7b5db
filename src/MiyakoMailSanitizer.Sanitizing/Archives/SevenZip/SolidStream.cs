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
    private byte[]? _key;

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
            _stream ??= folder.IsEncrypted ? OpenEncrypted() : Open();
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
        var chain = folder.Chain().ToList();
        if (chain.Count == 0 || chain.Count != folder.Coders.Length || chain.Count(c => folder.Coders[c].Method != SevenZipFolder.Aes) > 1)
            throw new EntryRefusedException("archive.unsupported", $"it is packed by {folder.Coders.Length} methods in turn");
        var bytes = Packed;
        Stream? stream = null;
        foreach (var index in chain)
        {
            if (folder.Coders[index].Method == SevenZipFolder.Aes)
                bytes = SevenZipAes.Decrypt(bytes, folder.Coders[index].Properties, folder.CoderSizes[index], _key!);
            else
                stream = Open(folder.Coders[index], bytes);
        }
        return stream ?? Streams.Of(bytes);
    }

    private Stream Open(SevenZipCoder coder, ReadOnlyMemory<byte> packed)
    {
        var properties = coder.Properties;
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

    /// <summary>A wrong password is told by the checksum of the first file.</summary>
    private Stream OpenEncrypted()
    {
        var properties = folder.Coders.First(c => c.Method == SevenZipFolder.Aes).Properties;
        _key = unpacker.Passwords.Open(
            password =>
            {
                _key = SevenZipAes.Key(password, properties);
                return FirstFileFits() ? _key : null;
            },
            unpacker.Tick);
        return _key is null ? throw new EntryRefusedException("file.encrypted", "it needs a password") : Open();
    }

    private bool FirstFileFits()
    {
        var (size, crc) = folder.Files.Count > 0 ? folder.Files[0] : (folder.UnpackedSize, folder.Crc);
        try
        {
            using var trial = Open();
            return crc is { } sum && unpacker.HasCrc(trial, size, sum);
        }
        catch (EntryRefusedException e) when (e.Code != "archive.unsupported")
        {
            return false;
        }
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
