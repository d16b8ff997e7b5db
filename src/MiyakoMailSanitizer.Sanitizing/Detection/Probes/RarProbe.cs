namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>RAR 1.5 to 4 and RAR 5, with the checksum of the first header.</summary>
internal static class RarProbe
{
    private const int MaxBlocks = 100_000;
    private const int MaxCandidates = 10_000;

    public static ReadOnlySpan<byte> Magic => [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07];

    public static Match? AtStart(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, Magic))
            return null;
        return (bytes.ByteAt(6), bytes.ByteAt(7)) switch
        {
            (0, _) => Rar4(bytes),
            (1, 0) => Rar5(bytes),
            _ => null,
        };
    }

    /// <summary>
    /// Offset of an archive whose first header has the right checksum, or -1: what unpackers of self-extracting files look for. So many
    /// marks that checking all would cost too much count as one.
    /// </summary>
    public static int FindSound(ReadOnlySpan<byte> bytes)
    {
        for (var (at, tries) = (0, 0); bytes[at..].IndexOf(Magic) is var next and >= 0; at += next + Magic.Length)
        {
            var rest = bytes[(at + next)..];
            if (++tries > MaxCandidates || IsSound4(rest) || IsSound5(rest))
                return at + next;
        }
        return -1;
    }

    private static bool IsSound4(ReadOnlySpan<byte> bytes)
        => bytes.ByteAt(6) == 0 && bytes.ByteAt(9) == 0x73 && bytes.U16(12) is >= 7 and < 256 && bytes.Has(7, bytes.U16(12))
            && (ushort)Bytes.Crc32(bytes.Slice(9, bytes.U16(12) - 2)) == bytes.U16(7);

    private static bool IsSound5(ReadOnlySpan<byte> bytes)
    {
        var at = 12L;
        var size = VariableInteger(bytes, ref at);
        var covered = at - 12 + size;
        return bytes.HasAt(6, [1, 0]) && size is > 0 and < 4_096 && bytes.Has(12, covered)
            && Bytes.Crc32(bytes.Slice(12, (int)covered)) == bytes.U32(8);
    }

    private static Match Rar4(ReadOnlySpan<byte> bytes)
    {
        string? encryption = null;
        var at = 7L;
        for (var blocks = 0; blocks < MaxBlocks && bytes.Has(at, 7); blocks++)
        {
            var (type, flags, size) = (bytes.ByteAt(at + 2), bytes.U16(at + 3), bytes.U16(at + 5));
            if (type == 0x73 && (flags & 0x0080) != 0)
                return new Match(FileFormat.Rar) { Encryption = "the RAR headers are encrypted" };
            if (type == 0x74 && (flags & 0x0004) != 0)
                encryption = "a RAR entry is encrypted";
            if (size < 7 || type is < 0x72 or > 0x7B)
                return new Match(FileFormat.Rar) { Encryption = encryption };
            var isEnd = type == 0x7B;
            at += size + ((flags & 0x8000) != 0 ? bytes.U32(at + 7) : 0L);
            if (isEnd)
                return new Match(FileFormat.Rar) { Encryption = encryption, End = Match.EndWithin(at, bytes.Length) };
        }
        return new Match(FileFormat.Rar) { Encryption = encryption };
    }

    private static Match Rar5(ReadOnlySpan<byte> bytes)
    {
        string? encryption = null;
        var start = 8L;
        for (var blocks = 0; blocks < MaxBlocks && bytes.Has(start, 7); blocks++)
        {
            var at = start + 4;
            var size = VariableInteger(bytes, ref at);
            var next = at + size;
            var type = VariableInteger(bytes, ref at);
            var flags = VariableInteger(bytes, ref at);
            var extra = (flags & 1) != 0 ? VariableInteger(bytes, ref at) : 0;
            if (type == 4)
                return new Match(FileFormat.Rar) { Encryption = "the RAR headers are encrypted" };
            if (type == 2 && HasEncryptionRecord(bytes, next - extra, next))
                encryption = "a RAR entry is encrypted";
            next += (flags & 2) != 0 ? VariableInteger(bytes, ref at) : 0;
            if (type == 5)
                return new Match(FileFormat.Rar) { Encryption = encryption, End = Match.EndWithin(next, bytes.Length) };
            if (size <= 0 || type is < 1 or > 5 || next <= start)
                break;
            start = next;
        }
        return new Match(FileFormat.Rar) { Encryption = encryption };
    }

    private static bool HasEncryptionRecord(ReadOnlySpan<byte> bytes, long at, long end)
    {
        for (var records = 0; records < 64 && at > 0 && at < end && bytes.Has(at, 2); records++)
        {
            var size = VariableInteger(bytes, ref at);
            var next = at + size;
            if (VariableInteger(bytes, ref at) == 1)
                return true;
            at = next;
        }
        return false;
    }

    /// <summary>Seven bits a byte, low ones first; more than 40 bits make the result useless and it becomes 0.</summary>
    private static long VariableInteger(ReadOnlySpan<byte> bytes, ref long at)
    {
        var value = 0L;
        for (var shift = 0; shift < 42; shift += 7)
        {
            var b = bytes.ByteAt(at++);
            value |= (long)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
                return value;
        }
        return 0;
    }
}
