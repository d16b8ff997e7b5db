using System.Buffers.Binary;
using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

public sealed class FrameTests
{
    private static readonly FrameBounds Bounds = new(Header: 4096, Content: 300_000);

    [Fact]
    public void Frames_come_back_as_they_went()
        => Gen.Select(Gen.String, Gen.Byte.Array[0, 1000], Gen.Int[0, 300], Gen.Int[1, 70_000]).Sample((name, content, repeat, step) =>
        {
            byte[] large = [.. Enumerable.Repeat(content, repeat).SelectMany(c => c)];
            FrameHeader[] headers =
            [
                new FrameHeader.Sanitize("r", "", [Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name))], "名前", "x") { Id = 7 },
                new FrameHeader.Verified([]) { Id = 8, Retire = true },
            ];
            using var pipe = new MemoryStream();
            var writer = new FrameWriter(pipe, Bounds);
            foreach (var header in headers)
                writer.Write(header, large);

            var reader = new FrameReader(new Dribble(pipe.ToArray(), step), Bounds);
            foreach (var header in headers)
            {
                var frame = reader.Read()!.Value;
                Assert.Equal(Json(header), Json(frame.Header));
                Assert.True(frame.Content.Span.SequenceEqual(large));
            }
            Assert.Null(reader.Read());
        });

    [Fact]
    public void A_name_that_is_no_valid_text_does_not_break_the_frame()
    {
        using var pipe = new MemoryStream();
        new FrameWriter(pipe, Bounds).Write(new FrameHeader.VerifyFile("a\ud800b\0\u0085", "\udc00"));
        var header = (FrameHeader.VerifyFile)Read(pipe.ToArray())!.Value.Header;
        Assert.Equal("a\ufffdb\0\u0085", header.MediaType);
    }

    [Fact]
    public void The_writer_sends_nothing_over_the_bounds()
    {
        using var pipe = new MemoryStream();
        var writer = new FrameWriter(pipe, Bounds);
        Assert.Throws<FrameTooLargeException>(() => writer.Write(new FrameHeader.VerifyMessage(), new byte[300_001]));
        Assert.Throws<FrameTooLargeException>(() => writer.Write(new FrameHeader.Failed(new string('x', 5000))));
        Assert.Equal(0, pipe.Length);
    }

    [Theory]
    [InlineData(4097u, 0u)]
    [InlineData(10u, 300_001u)]
    [InlineData(uint.MaxValue, 0u)]
    [InlineData(10u, 0x8000_0000u)]
    public void The_reader_takes_nothing_over_the_bounds(uint header, uint content)
        => Assert.Throws<FrameException>(() => Read(Raw(header, content, "{}")));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"other"}""")]
    [InlineData("""{"kind":"ready","id":0,"id":1}""")]
    [InlineData("""{"kind":"ready","more":1}""")]
    [InlineData("""{"kind":"failed"}""")]
    [InlineData("""{"kind":"failed","detail":null}""")]
    [InlineData("""{"kind":"verified","faults":null}""")]
    [InlineData("""{"kind":"verified"}""")]
    [InlineData("""{"kind":"verified","faults":[null]}""")]
    [InlineData("""{"kind":"verified","faults":[{"rule":"a","where":"b"}]}""")]
    [InlineData("""{"kind":"sanitized","hasContent":false}""")]
    [InlineData("""{"kind":"sanitized","hasContent":false,"report":{}}""")]
    [InlineData("""{"kind":"ready","id":1e99}""")]
    [InlineData("""{"id":0,"kind":"ready"}""")]
    public void The_reader_takes_only_our_headers(string json)
        => Assert.Throws<FrameException>(() => Read(Raw((uint)Encoding.UTF8.GetByteCount(json), 0, json)));

    [Fact]
    public void A_frame_cut_off_anywhere_is_an_end_not_a_frame()
    {
        using var pipe = new MemoryStream();
        new FrameWriter(pipe, Bounds).Write(new FrameHeader.VerifyMessage(), "content"u8);
        var whole = pipe.ToArray();
        for (var length = 1; length < whole.Length; length++)
            Assert.Throws<EndOfStreamException>(() => Read(whole[..length]));
        Assert.NotNull(Read(whole));
    }

    [Fact]
    public void Deep_json_ends_at_a_bound()
    {
        var json = """{"kind":"sanitized","hasContent":false,"report":""" + string.Concat(Enumerable.Repeat("""{"nested":[""", 350));
        Assert.Throws<FrameException>(() => Read(Raw((uint)json.Length, 0, json), new FrameBounds(1 << 20, 0)));
    }

    [Fact]
    public void Random_bytes_are_refused_and_nothing_else_happens()
        => Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            try
            {
                Assert.Null(Read(bytes));
                Assert.Empty(bytes);
            }
            catch (IOException)
            {
                // As it should be.
            }
        });

    private static string Json(FrameHeader header) => System.Text.Json.JsonSerializer.Serialize(header, FrameJson.Strict.FrameHeader);

    private static byte[] Raw(uint header, uint content, string rest)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(prefix, header);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix.AsSpan(4), content);
        return [.. prefix, .. Encoding.UTF8.GetBytes(rest)];
    }

    private static Frame? Read(byte[] bytes, FrameBounds? bounds = null)
        => new FrameReader(new MemoryStream(bytes), bounds ?? Bounds).Read();

    /// <summary>Gives no more than a few bytes at once, as pipes may.</summary>
    private sealed class Dribble(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);
    }
}
