using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Mail.Raw;
using MiyakoMailSanitizer.Sanitizing.Mail.Sender;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;
using MiyakoMailSanitizer.Verifying;
using static MiyakoMailSanitizer.Benchmarks.Growth.InputKind;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>Everything that reads hostile bytes. A new reader is a row.</summary>
internal static class Readers
{
    private const string Where = "growth";

    /// <summary>Only what a limit of the engine lets through of a field with parameters.</summary>
    private const int LongestField = 1 << 14;

    /// <summary>Null: nothing declared.</summary>
    private static readonly string?[] Charsets =
    [
        null, "utf-8", "shift_jis", "euc-jp", "iso-2022-jp", "utf-16", "gb18030", "big5", "iso-2022-kr", "hz-gb-2312", "windows-1252",
    ];

    private static readonly MessageContext Context = new()
    {
        Reference = "20261123-0123456789abcdef",
        Recipients = ["soumu@city.example.jp"],
    };

    /// <summary>The limits as far as an administrator may open them: what costs too much behind them must not wait there.</summary>
    private static readonly SanitizeEngine Engine = new(
        new SanitizerCatalog(SanitizerCatalog.Standard),
        Policy.Default with
        {
            Limits = new Limits
            {
                MaxDepth = 64,
                MaxFiles = 100_000,
                MaxUnpackedBytes = 4L << 30,
                MaxHeaderFieldBytes = 65_536,
                MaxHtmlCharacters = 20_000_000,
                MaxHtmlDepth = 2_000,
                MaxTextCharacters = 100_000_000,
            },
        });

    public static readonly IReadOnlyList<Reader> Rows =
    [
        .. Charsets.Select(charset => new Reader(
            $"TextDecoder {charset ?? "undeclared"}", Encoded, bytes => () => TextDecoder.Decode(bytes, charset, Where))),
        new("CharsetDetector", Encoded, bytes => () => CharsetDetector.Detect(bytes, null)),
        OfText("TextCleaner lines", Text, text => TextCleaner.CleanLines(text, Where)),
        OfText("TextCleaner line", Text | Field, text => TextCleaner.CleanTrimmedLine(text, Where)),
        new("CsvSanitizer", Csv | Text, bytes => Treat(new UntrustedFile("a.csv", "text/csv; charset=utf-8", bytes))),
        OfText("HtmlToText", Html, text => HtmlToText.Convert(text, LinkStyle.Keep, Engine.Policy.Limits, CancellationToken.None)),
        new("EncodedWords.Unfold", Field, bytes => () => EncodedWords.Unfold(bytes, Where, Findings())),
        OfText("EncodedWords.Decode", Field, text => EncodedWords.Decode(text, Where, Findings())),
        OfText("AddressReader", Field, text => AddressReader.Read(text, Where, Findings())),
        OfText("FileNames.Clean", Field | Text, text => FileNames.Clean(text, FileFormat.Text, "a")),
        OfText("FileNames.Display", Field | Text, text => FileNames.Display(text)),
        OfText("NameComposer", Field | Text, text => NameComposer.Compose(text)),
        new("RFC 2231 parameters", Parameters, bytes => () => ParameterText.Values(ParameterReader.Read(bytes), "filename", Where, Findings())),
        new("parameters of a message", Parameters, bytes => Parse(Disposition(bytes)), LongestField),
        new("boundary candidates", Parameters, bytes => () => BoundaryCandidates.Of(bytes)),
        OfText("AuthenticationResults", Field, text => AuthenticationResults.Read(text)),
        OfText("MojibakeRepair", Text, text => MojibakeRepair.Repair(text, out _)),
        OfText("TextOverlap", Text, text => TextOverlap.Share(text, text)),
        new("FormatDetector", InputKind.File | Encoded, bytes => () => FormatDetector.Detect(new UntrustedFile("a", "", bytes))),
        new("ParsedMessage", Mail, Parse),
        new("RawReader", Mail, bytes => () => RawReader.Read(bytes, out _)),
        new("OtherReadings", Mail, bytes => Bounded(scope => OtherReadings.Find(bytes, [], scope, CancellationToken.None))),
        new("MailSanitizer", Mail, Sanitize),
        new("MessageVerifier", Canonical | Mail, bytes => () => MessageVerifier.Verify(bytes)),
        new("MessageVerifier, file of text", Text | Csv | Encoded, bytes => () => MessageVerifier.VerifyFile("text/csv", "a.csv", bytes)),
    ];

    private static Reader OfText(string name, InputKind takes, Action<string> read)
        => new(name, takes, bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes);
            return () => read(text);
        });

    private static ImmutableArray<Finding>.Builder Findings() => ImmutableArray.CreateBuilder<Finding>();

    private static byte[] Disposition(byte[] parameters)
        => [.. "Content-Type: application/octet-stream\r\nContent-Disposition: attachment"u8, .. parameters, .. "\r\n\r\nx"u8];

    private static Action Parse(byte[] message)
        => Bounded(scope => ParsedMessage.Read(message, scope, Findings(), CancellationToken.None));

    private static Action Bounded(Action<SanitizeScope> read) => () =>
    {
        try
        {
            read(new SanitizeScope(Engine, new MessageState(Engine.Policy.Limits, Context), Treatment.Rebuild, depth: 0));
        }
        catch (LimitExceededException)
        {
            // What is refused has been read up to there.
        }
    };

    private static Action Treat(UntrustedFile file) => () => Whole(Engine.Treat(file, Context, CancellationToken.None));

    private static Action Sanitize(byte[] message)
        => () => Whole(Engine.TreatMessage(message, "mail.eml", Context, CancellationToken.None));

    /// <exception cref="InvalidDataException">A parser threw.</exception>
    private static void Whole(FileReport report)
    {
        foreach (var file in report.Walk())
        {
            foreach (var finding in file.Outcome.Findings)
            {
                if (finding.Code == "sanitizer.failed")
                    throw new InvalidDataException($"{file.Name}: {finding.Detail}");
            }
        }
    }
}
