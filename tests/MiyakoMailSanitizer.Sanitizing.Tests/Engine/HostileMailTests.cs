using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Engine;

/// <summary>The promise of the whole: whatever comes in, what goes out passes the verifier, and nothing is thrown.</summary>
public sealed class HostileMailTests
{
    private const int Messages = 1_500;

    private static readonly SanitizeEngine Japanese = Engines.With(p => p with { Mail = p.Mail with { Charset = OutputCharset.Iso2022Jp, Links = LinkStyle.Defang } });

    private static readonly SanitizeEngine Tight = Engines.With(p => p with
    {
        Mail = p.Mail with { TrustedAuthServIds = ["Hello", "a"] },
        Limits = p.Limits with { MaxFiles = 4, MaxDepth = 2, MaxTextCharacters = 37, MaxHeaderFieldBytes = 90 },
    });

    private static readonly string[] Names = ["standard", "japanese", "tight"];

    public static TheoryData<string> EngineNames => [.. Names];

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void Generated_messages_leave_as_the_verifier_wants_them(string engine)
    {
        for (var seed = 0; seed < Messages; seed++)
            Check(engine, new HostileMail(seed).Generate(), $"seed {seed}");
    }

    [Theory]
    [MemberData(nameof(EngineNames))]
    public void Mutated_samples_leave_as_the_verifier_wants_them(string engine)
    {
        var samples = SampleMails.ToList();
        Assert.NotEmpty(samples);
        for (var seed = 0; seed < Messages; seed++)
            Check(engine, new HostileMail(seed).Mutate(samples[seed % samples.Count]), $"mutation {seed} of sample {seed % samples.Count}");
    }

    [Fact]
    public void The_samples_themselves_leave_as_the_verifier_wants_them()
        => Assert.All(SampleMails, sample => Assert.All(Names, engine => Check(engine, sample, "sample")));

    [Fact]
    public void The_same_message_gives_the_same_bytes_and_findings()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var message = new HostileMail(seed).Generate();
            var (first, second) = (Treat("standard", message), Treat("standard", message));
            Assert.Equal(first.Outcome.Delivered?.Content.ToArray(), second.Outcome.Delivered?.Content.ToArray());
            Assert.Equal(first.Walk().SelectMany(r => r.Outcome.Findings), second.Walk().SelectMany(r => r.Outcome.Findings));
        }
    }

    [CorpusFact]
    public void Real_messages_leave_as_the_verifier_wants_them()
        => Assert.All(Corpus, file => Assert.All(Names, engine => Check(engine, File.ReadAllBytes(file), file)));

    private sealed class CorpusFactAttribute : FactAttribute
    {
        public CorpusFactAttribute() => Skip = Corpus.Length == 0 ? "shared/corpus/mail lies in no folder above the tests" : null;
    }

    private static string[] Corpus { get; } = Above(Path.Combine("shared", "corpus", "mail")) is { } folder
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];

    private static string? Above(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, path)))
                return Path.Combine(folder.FullName, path);
        }

        return null;
    }

    /// <summary>The visible corpus of the project, which lies above the tests.</summary>
    private static IEnumerable<byte[]> SampleMails
    {
        get
        {
            var samples = Above("samples");
            Assert.NotNull(samples);
            return Directory.EnumerateFiles(samples, "mail.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
        }
    }

    private static void Check(string engine, byte[] message, string context)
    {
        var report = Treat(engine, message);
        Assert.DoesNotContain(report.Walk(), r => r.Codes().Contains("sanitizer.failed"));
        Engines.AssertFit(report, $"{context}, {engine}\n{Encoding.Latin1.GetString(message)}\n=====\n");
    }

    private static FileReport Treat(string engine, byte[] message)
        => (engine == "standard" ? Engines.Standard : engine == "japanese" ? Japanese : Tight).TreatMessage(message, "", Engines.Context, CancellationToken.None);
}
