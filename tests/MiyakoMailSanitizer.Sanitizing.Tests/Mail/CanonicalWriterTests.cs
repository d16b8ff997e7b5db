using System.Collections.Immutable;
using System.Text;
using CsCheck;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Text;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>What is written reads the same in another program, MimeKit, and passes the verifier.</summary>
public sealed class CanonicalWriterTests
{
    private static readonly string[] Pieces =
    [
        "a", "B ", " ", "  ", "\n", "\n\n", ".", "\n.\n", "From ", "\nFrom x\n", "--", "\n--=_miyako-0123456789abcdef-00\n", "=", "=3D",
        "\t", "\n ", " \n", "日本語", "表", "①", "ｶﾞ", "～", "é",
        "👩\u200D👩\u200D👧\u200D👦", "👍🏽", "葛\U000E0100", "❤\uFE0F", "=?UTF-8?Q?x?=", "\"", "\\", "<a@b>", ",", new string('x', 80), new string('y', 1_000), new string('漢', 400),
    ];

    private static readonly Gen<string> AnyText = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 20].Select(p => string.Concat(p));
    private static readonly Gen<string> AnyBody = AnyText.Select(t => TextCleaner.CleanLines(t, "").Text).Select(t => t.Length == 0 ? t : t + "\n");
    private static readonly Gen<string> AnyLine = AnyText.Select(t => TextCut.AtMost(TextCleaner.CleanTrimmedLine(t, "").Text, 1_000));
    private static readonly Gen<OutputCharset> AnyCharset = Gen.Bool.Select(b => b ? OutputCharset.Iso2022Jp : OutputCharset.Utf8);

    [Fact]
    public void Bodies_come_out_as_they_went_in()
        => Gen.Select(AnyBody, AnyCharset).Sample(
            (body, charset) =>
            {
                var message = Written(new CanonicalMessage { Fields = [From], Body = body, Attachments = [], Boundary = Boundary }, charset);
                Assert.Equal(charset == OutputCharset.Utf8 ? body : Wide(body), Wide(charset, ((MimeKit.TextPart)message.Body!).Text));
            },
            iter: 1_000, threads: 1);

    [Fact]
    public void Files_and_their_names_come_out_as_they_went_in()
        => Gen.Select(AnyBody, Gen.Select(AnyLine, AnyBody).Array[1, 5], AnyCharset).Sample(
            (body, files, charset) =>
            {
                var safe = UniqueNames.Apply([.. files.Select(f => new SafeFile(FileNames.Clean(f.Item1, FileFormat.Text, "text").Name, FileFormat.Text, Encoding.UTF8.GetBytes(f.Item2.Replace("\n", "\r\n", StringComparison.Ordinal))))]);
                var message = Written(new CanonicalMessage { Fields = [From], Body = body, Attachments = safe, Boundary = Boundary }, charset);
                var parts = Assert.IsType<Multipart>(message.Body).Skip(1).Cast<MimePart>().ToList();
                Assert.Equal(safe.Select(s => s.Name), parts.Select(p => p.FileName));
                Assert.Equal(safe.Select(s => Convert.ToHexString(s.Content.Span)), parts.Select(p => Convert.ToHexString(Content(p))));
            },
            iter: 500, threads: 1);

    [Fact]
    public void Subjects_and_display_names_come_out_as_they_went_in()
        => Gen.Select(AnyLine, AnyLine, AnyCharset).Sample(
            (subject, name, charset) =>
            {
                var (one, line) = (new Mailbox(TextCut.AtMost(name, 200), "a", "b.example"), Single(subject));
                ImmutableArray<CanonicalField> fields = [new("From", FieldEncoder.Address(one, charset)), .. line.Length == 0 ? ImmutableArray<CanonicalField>.Empty : [new("Subject", FieldEncoder.Text(line, charset))]];
                var message = Written(new CanonicalMessage { Fields = fields, Body = "", Attachments = [], Boundary = Boundary }, charset);
                Assert.Equal(Wide(charset, Unjoined(EncodedWords.Defuse(line))), Wide(charset, Unjoined(message.Subject ?? "")));
                var from = Assert.IsType<MailboxAddress>(Assert.Single(message.From));
                Assert.Equal(Wide(charset, Unjoined(EncodedWords.Defuse(one.DisplayName))), Wide(charset, Unjoined(from.Name ?? "")));
                Assert.Equal("a@b.example", from.Address);
            },
            iter: 1_000, threads: 1);

    [Fact]
    public void A_chain_of_joined_pictographs_comes_apart_rather_than_break_a_word()
    {
        var chain = string.Join('\u200D', Enumerable.Repeat("👩❤\uFE0F", 100));
        var words = FieldEncoder.Text(chain, OutputCharset.Utf8);
        Assert.All(words, w => Assert.InRange(w.Length, 10, 75));
        Written(new CanonicalMessage { Fields = [From, new("Subject", words)], Body = "", Attachments = [], Boundary = Boundary }, OutputCharset.Utf8);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_made_different()
    {
        string[] names = ["a.txt", "A.TXT", "a (2).txt", "a.txt", "b", "B"];
        var unique = UniqueNames.Apply([.. names.Select(n => new SafeFile(n, FileFormat.Text, default))]).Select(f => f.Name).ToList();
        Assert.Equal(["a.txt", "A (2).TXT", "a (2) (2).txt", "a (3).txt", "b", "B (2)"], unique);
        Assert.Equal(2_000, UniqueNames.Apply([.. Enumerable.Repeat(new SafeFile("x.txt", FileFormat.Text, default), 2_000)]).DistinctBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Count());
    }

    private const string Boundary = "=_miyako-0123456789abcdef-00";

    private static CanonicalField From { get; } = new("From", ["a@b.example"]);

    private static MimeMessage Written(CanonicalMessage message, OutputCharset charset)
    {
        var bytes = CanonicalWriter.Write(message, charset);
        var verified = MessageVerifier.Verify(bytes);
        Assert.True(verified.Passed, $"{string.Join("; ", verified.Faults)}\n{Encoding.ASCII.GetString(bytes.Span)}");
        using var stream = new MemoryStream(bytes.ToArray());
        return MimeMessage.Load(stream);
    }

    private static byte[] Content(MimePart part)
    {
        using var stream = new MemoryStream();
        part.Content!.DecodeTo(stream);
        return stream.ToArray();
    }

    /// <summary>Spaces in a row are one where a subject is folded.</summary>
    private static string Single(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Unjoined(string text) => text.Replace("\u200D", "", StringComparison.Ordinal);

    private static string Wide(OutputCharset charset, string text)
        => charset == OutputCharset.Utf8 ? text.ReplaceLineEndings("\n") : Wide(text.ReplaceLineEndings("\n"));

    /// <summary>ISO-2022-JP has no half-width kana, and programs read its wave dash in two ways.</summary>
    private static string Wide(string text) => text.Replace("ｶﾞ", "ガ", StringComparison.Ordinal).Replace('～', '〜');
}
