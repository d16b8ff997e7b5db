namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Samples of 1, 2 or 4 bits in a row, high bits first.</summary>
internal static class SubByte
{
    public static int Get(ReadOnlySpan<byte> row, int x, int depth)
    {
        var bit = x * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }

    /// <summary>The place must be zero before.</summary>
    public static void Set(Span<byte> row, int x, int depth, int value)
    {
        var bit = x * depth;
        row[bit >> 3] |= (byte)(value << (8 - depth - (bit & 7)));
    }

    /// <summary>One byte a sample.</summary>
    public static void Unpack(ReadOnlySpan<byte> row, int depth, Span<byte> samples)
    {
        for (var x = 0; x < samples.Length; x++)
            samples[x] = (byte)Get(row, x, depth);
    }

    /// <summary>The row must be zero before.</summary>
    public static void Pack(ReadOnlySpan<byte> samples, int depth, Span<byte> row)
    {
        for (var x = 0; x < samples.Length; x++)
            Set(row, x, depth, samples[x]);
    }
}
