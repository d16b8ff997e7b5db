using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Gateway.Inbound;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

public sealed class DataReaderTests
{
    private static readonly DataLimits Limits = new(MessageBytes: 60, HeaderBytes: 30, LineBytes: 12, ReceivedFields: 1);
    private static readonly DataLimits Wide = new(long.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    /// <summary>Line ends, dots and fields are frequent, so that all states are met.</summary>
    private static readonly string[] Pieces =
        ["\r\n", "\r\n.\r\n", ".", "\r", "\n", "\0", "a", "Received:", "received \t:", "\r\n\r\n", "\r\n..", "0123456789"];

    private static readonly Gen<byte[]> Hostile =
        Gen.Int[0, Pieces.Length - 1].Array[0, 16].Select(p => Encoding.Latin1.GetBytes(string.Concat(p.Select(i => Pieces[i]))));

    [Fact]
    public void Any_pieces_give_the_same_as_one()
        => Gen.Select(Hostile, Gen.Int[1, 5].Array[1, 100]).Sample((bytes, cuts) =>
        {
            var whole = Read(bytes, [bytes.Length], Limits);
            var pieces = Read(bytes, cuts, Limits);
            Assert.Equal((whole.Used, whole.Faults, whole.Length, whole.Ended), (pieces.Used, pieces.Faults, pieces.Length, pieces.Ended));
            if (whole.Faults == DataFaults.None)
                Assert.Equal(whole.Output, pieces.Output);
        });

    [Fact]
    public void Ends_exactly_at_the_first_CRLF_dot_CRLF_and_has_no_other_line_ends()
        => Hostile.Sample(bytes =>
        {
            var text = "\r\n" + Encoding.Latin1.GetString(bytes);
            var end = text.IndexOf("\r\n.\r\n", StringComparison.Ordinal);
            var result = Read(bytes, [bytes.Length], Wide);
            Assert.Equal(end >= 0, result.Ended);
            if (end < 0)
                return;
            Assert.Equal(end + 3, result.Used);
            var message = text[2..(end + 2)];
            var rest = message.Replace("\r\n", "", StringComparison.Ordinal);
            Assert.Equal(rest.Contains('\n'), result.Faults.HasFlag(DataFaults.BareLineFeed));
            Assert.Equal(rest.Contains('\0'), result.Faults.HasFlag(DataFaults.Nul));
            if (!rest.AsSpan().ContainsAny("\r\n\0"))
            {
                Assert.Equal(DataFaults.None, result.Faults);
                var lines = message.Split("\r\n").Select(l => l.StartsWith('.') ? l[1..] : l);
                Assert.Equal(string.Join("\r\n", lines), Encoding.Latin1.GetString(result.Output));
            }
        });

    [Fact]
    public void Never_writes_more_than_it_reads()
        => Hostile.Sample(bytes =>
        {
            var used = new DataReader(Wide).Read(bytes, new byte[bytes.Length], out var written);
            Assert.True(written <= used);
        });

    [Theory]
    [InlineData("Received: a\r\n\r\n.\r\n", DataFaults.None)]
    [InlineData("Received: a\r\nReceived: b\r\n\r\n.\r\n", DataFaults.Loop)]
    [InlineData("Received: a\r\nreceived:b\r\n\r\n.\r\n", DataFaults.Loop)]
    [InlineData("Received: a\r\n\r\nReceived: b\r\n.\r\n", DataFaults.None)]
    [InlineData("Received: a\r\n Received: \r\n\r\n.\r\n", DataFaults.None)]
    [InlineData("0123456789ab\r\n\r\n.\r\n", DataFaults.None)]
    [InlineData("0123456789abc\r\n\r\n.\r\n", DataFaults.LineTooLong)]
    [InlineData("..23456789abc\r\n\r\n.\r\n", DataFaults.None)]
    [InlineData("0123456789\r\n0123456789\r\n0123\r\n.\r\n", DataFaults.None)]
    [InlineData("0123456789\r\n0123456789\r\n01234\r\n.\r\n", DataFaults.HeaderTooLarge)]
    public void Faults(string text, object expected)
        => Assert.Equal(expected, Read(Encoding.Latin1.GetBytes(text), [100], Limits with { HeaderBytes = 30 }).Faults);

    private static (int Used, DataFaults Faults, long Length, bool Ended, byte[] Output) Read(byte[] bytes, int[] cuts, DataLimits limits)
    {
        var reader = new DataReader(limits);
        var output = new MemoryStream();
        var used = 0;
        for (var n = 0; used < bytes.Length && !reader.IsEnded; n++)
        {
            var piece = bytes.AsSpan(used, Math.Min(cuts[n % cuts.Length], bytes.Length - used));
            var buffer = new byte[piece.Length];
            used += reader.Read(piece, buffer, out var written);
            output.Write(buffer, 0, written);
        }

        return (used, reader.Faults, reader.Length, reader.IsEnded, output.ToArray());
    }
}
