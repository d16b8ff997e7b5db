using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Cab;

/// <summary>A run of blocks that is packed as one; the files of a cabinet are cut from it.</summary>
internal sealed class CabFolder
{
    private const int BlockFields = 8, MaxBlock = 32 << 10;

    private readonly ReadOnlyMemory<byte> _cabinet;
    private readonly int _method;
    private readonly Unpacker _unpacker;
    private readonly List<(long At, int Packed, int Unpacked)> _blocks = [];
    private ReadOnlyMemory<byte>? _content;
    private EntryRefusedException? _fault;

    /// <param name="cabinet">All of the file.</param>
    /// <param name="at">Where the first block lies.</param>
    /// <param name="blocks">How many there are.</param>
    /// <param name="method">typeCompress.</param>
    /// <param name="reserve">Bytes between the fields of a block and its data.</param>
    /// <param name="unpacker">The one way to content.</param>
    public CabFolder(ReadOnlyMemory<byte> cabinet, long at, int blocks, int method, int reserve, Unpacker unpacker)
    {
        (_cabinet, _method, _unpacker) = (cabinet, method & 15, unpacker);
        var bytes = cabinet.Span;
        for (var i = 0; i < blocks; i++)
        {
            var (packed, unpacked, data) = (bytes.U16(at + 4), bytes.U16(at + 6), at + BlockFields + reserve);
            if (!bytes.Has(data, packed) || unpacked > MaxBlock)
                throw Damaged("its data is cut off");
            // The checksum covers the two sizes too; 0 means that there is none.
            if (bytes.U32(at) is not 0 and var sum && sum != Sum(bytes.Slice((int)at + 4, 4 + reserve), Sum(bytes.Slice((int)data, packed), 0)))
                throw Damaged("a block has the wrong checksum");
            _blocks.Add((data, packed, unpacked));
            PackedSize += packed;
            UnpackedSize += unpacked;
            at = data + packed;
        }
    }

    public long PackedSize { get; }

    public long UnpackedSize { get; }

    /// <summary>Unpacked when it is first asked for.</summary>
    public ReadOnlyMemory<byte> Content
    {
        get
        {
            if (_fault is not null)
                throw _fault;
            try
            {
                return _content ??= Unpack();
            }
            catch (EntryRefusedException e)
            {
                _fault = e;
                throw;
            }
        }
    }

    private ReadOnlyMemory<byte> Unpack()
    {
        using var stream = _method switch
        {
            0 or 1 => new BlockStream(this),
            2 => throw new EntryRefusedException("archive.unsupported", "it is packed by Quantum"),
            3 => throw new EntryRefusedException("archive.unsupported", "it is packed by LZX"),
            _ => throw new EntryRefusedException("archive.unsupported", "it is packed by no known method"),
        };
        return _unpacker.ReadAll(stream, UnpackedSize, PackedSize, "");
    }

    /// <summary>CSUMCompute of [MS-CAB] §3.1: XOR of 32-bit words, the last bytes from high to low.</summary>
    private static uint Sum(ReadOnlySpan<byte> data, uint sum)
    {
        var at = 0;
        for (; at + 4 <= data.Length; at += 4)
            sum ^= data.U32(at);
        var rest = 0U;
        for (; at < data.Length; at++)
            rest = (rest << 8) | data[at];
        return sum ^ rest;
    }

    private static EntryRefusedException Damaged(string detail) => new("archive.damaged", detail);

    /// <summary>One block after the other. MSZIP is deflate that may look back into the block before.</summary>
    private sealed class BlockStream(CabFolder folder) : ReadingStream
    {
        private readonly byte[] _block = new byte[MaxBlock];
        private int _next, _at, _length;

        public override int Read(Span<byte> buffer)
        {
            while (_at == _length)
            {
                if (_next == folder._blocks.Count)
                    return 0;
                folder._unpacker.Tick();
                var (at, packed, unpacked) = folder._blocks[_next++];
                var data = folder._cabinet.Span.Slice((int)at, packed);
                if (folder._method == 1)
                    Inflate(data, unpacked);
                else if (packed == unpacked)
                    data.CopyTo(_block);
                else
                    throw new InvalidDataException("a stored block has two sizes");
                (_at, _length) = (0, unpacked);
            }
            var count = Math.Min(buffer.Length, _length - _at);
            _block.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        /// <summary>[MS-MCI]: the block before is put in front as a stored block of deflate, and what comes of it is dropped.</summary>
        private void Inflate(ReadOnlySpan<byte> data, int unpacked)
        {
            if (!data.StartsWith("CK"u8))
                throw new InvalidDataException("a block has no mark");
            byte[] before = _length == 0 ? [] : [0, (byte)_length, (byte)(_length >> 8), (byte)~_length, (byte)(~_length >> 8), .. _block.AsSpan(0, _length)];
            using var stream = new DeflateStream(Streams.Of((byte[])[.. before, .. data[2..]]), CompressionMode.Decompress);
            stream.ReadExactly(_block.AsSpan(0, _length));
            stream.ReadExactly(_block.AsSpan(0, unpacked));
        }
    }
}
