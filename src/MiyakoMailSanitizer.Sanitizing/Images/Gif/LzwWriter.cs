namespace MiyakoMailSanitizer.Sanitizing.Images.Gif;

/// <summary>Writes LZW as GIF wants it: clear first, clear again where the table is full, end of information, sub-blocks of 255.</summary>
internal sealed class LzwWriter(Stream output, int minimumSize)
{
    private const int MaxCodes = 4_096, HashSize = 8_192;

    private readonly int[] _keys = new int[HashSize];
    private readonly ushort[] _codes = new ushort[HashSize];
    private readonly byte[] _block = new byte[255];
    private int _blockLength, _count, _size, _next;
    private uint _bits;

    public void Write(ReadOnlySpan<byte> indexes)
    {
        output.WriteByte((byte)minimumSize);
        var clear = 1 << minimumSize;
        Reset();
        Emit(clear);
        Reset();
        int current = indexes[0];
        foreach (var index in indexes[1..])
        {
            var key = (current << 8) | index;
            var slot = Find(key);
            if (_keys[slot] == key + 1)
            {
                current = _codes[slot];
                continue;
            }

            Emit(current);
            if (_next < MaxCodes)
                Add(slot, key);
            else
            {
                Emit(clear);
                Reset();
            }

            current = index;
        }

        Emit(current);
        // The reader has made one more string by now.
        if (_next < MaxCodes && _next++ == 1 << _size)
            _size++;
        Emit(clear + 1);
        Finish();
    }

    private void Reset()
    {
        Array.Clear(_keys);
        _size = minimumSize + 1;
        _next = (1 << minimumSize) + 2;
    }

    private int Find(int key)
    {
        var slot = (int)((uint)(key * -1640531527) >> 19);
        while (_keys[slot] != 0 && _keys[slot] != key + 1)
            slot = (slot + 1) & (HashSize - 1);
        return slot;
    }

    /// <summary>The reader's table is one string behind ours, so its codes grow one later.</summary>
    private void Add(int slot, int key)
    {
        _keys[slot] = key + 1;
        _codes[slot] = (ushort)_next;
        if (_next == 1 << _size && _size < 12)
            _size++;
        _next++;
    }

    private void Emit(int code)
    {
        _bits |= (uint)code << _count;
        _count += _size;
        while (_count >= 8)
        {
            Append((byte)_bits);
            _bits >>= 8;
            _count -= 8;
        }
    }

    private void Append(byte value)
    {
        _block[_blockLength++] = value;
        if (_blockLength == _block.Length)
            Flush();
    }

    private void Flush()
    {
        if (_blockLength == 0)
            return;
        output.WriteByte((byte)_blockLength);
        output.Write(_block, 0, _blockLength);
        _blockLength = 0;
    }

    private void Finish()
    {
        if (_count > 0)
            Append((byte)_bits);
        Flush();
        output.WriteByte(0);
    }
}
