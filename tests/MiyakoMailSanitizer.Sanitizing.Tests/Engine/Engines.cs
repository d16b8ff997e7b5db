using System.Text;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Engine;

/// <summary>Engines and messages for tests of the whole engine.</summary>
internal static class Engines
{
    public static MessageContext Context { get; } = new() { Reference = "TEST-1" };

    /// <summary>All sanitizers, rules as shipped.</summary>
    public static SanitizeEngine Standard { get; } = With(p => p);

    public static SanitizeEngine With(Func<Policy, Policy> change, params ISanitizer[] further)
        => new(new SanitizerCatalog([.. SanitizerCatalog.Standard, .. further]), change(Policy.Default));

    public static FileReport Treat(this SanitizeEngine engine, string message)
        => engine.TreatMessage(Encoding.Latin1.GetBytes(message), "", Context, CancellationToken.None);

    public static byte[] Delivered(this FileReport report)
        => Assert.IsType<Outcome.Rebuilt>(report.Outcome).File.Content.ToArray();

    public static IEnumerable<string> Codes(this FileReport report) => report.Outcome.Findings.Select(f => f.Code);

    /// <summary>Rebuilt messages pass the verifier; whatever is told of them is one clean line.</summary>
    public static void AssertFit(FileReport report, string context)
    {
        Assert.All(report.Walk(), r =>
        {
            Assert.Equal(r.DeclaredMediaType, OneLine(r.DeclaredMediaType));
            Assert.Equal(r.Name, OneLine(r.Name));
            Assert.All(r.Outcome.Findings, f => Assert.Equal(f.Where + f.Detail, OneLine(f.Where) + OneLine(f.Detail)));
        });
        if (report.Outcome.Delivered is not { } file)
            return;
        var verified = MessageVerifier.Verify(file.Content);
        Assert.True(verified.Passed, $"{context}: {string.Join("; ", verified.Faults)}\n{Encoding.ASCII.GetString(file.Content.Span)}");
    }

    private static string OneLine(string text) => Sanitizing.Text.TextCleaner.CleanLine(text, "").Text;
}
