namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>What every server must read in the same way.</summary>
internal static class WireShape
{
    /// <summary>7-bit, CRLF pairs only, lines of at most 998 bytes, every dot at a line's start stuffed.</summary>
    public static void AssertUnambiguous(ReceivedMessage message)
    {
        AssertClean(message.Wire);
        foreach (var line in System.Text.Encoding.Latin1.GetString(message.Wire).Split("\r\n"))
        {
            Assert.True(line.Length <= 999, "a line is too long");
            Assert.True(!line.StartsWith('.') || line.StartsWith("..", StringComparison.Ordinal), $"a dot is not stuffed: {line}");
        }
    }

    /// <summary>Only 0x20-0x7E and CRLF pairs.</summary>
    public static void AssertClean(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n')
                i++;
            else
                Assert.True(bytes[i] is >= 0x20 and <= 0x7E, $"byte 0x{bytes[i]:X2} at {i}");
        }
    }
}
