using System.Text;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Tests.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Quarantine;

public sealed class FolderQuarantineTests : IDisposable
{
    private const string Id = "20261123-Q";
    private readonly TemporaryFolder _folder = new();
    private readonly FolderQuarantine _quarantine;

    public FolderQuarantineTests() => _quarantine = new FolderQuarantine(new QuarantineOptions { Folder = _folder.Path });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_case_is_one_folder_with_original_and_reports()
    {
        _quarantine.Keep(Case("sanitized"));
        Assert.Equal("original", File.ReadAllText(_quarantine.PathOf(Id, "original.eml")));
        Assert.Equal("sanitized", File.ReadAllText(_quarantine.PathOf(Id, "sanitized.eml")));
        var report = _quarantine.Read(Id);
        Assert.Equal("delivered-without-files", report.Delivery);
        Assert.Equal("請求書.exe", report.Message.Nested[0].Name);
        Assert.Equal([Id], _quarantine.List());
    }

    [Fact]
    public void A_held_message_has_no_sanitized_form()
    {
        _quarantine.Keep(Case(null));
        Assert.False(File.Exists(_quarantine.PathOf(Id, "sanitized.eml")));
        Assert.Equal("held", _quarantine.Read(Id).Delivery);
        Assert.Contains("メール全体を保留しています", File.ReadAllText(_quarantine.PathOf(Id, "report.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_for_people_is_japanese_and_names_what_matters()
    {
        _quarantine.Keep(Case("sanitized"));
        var text = File.ReadAllText(_quarantine.PathOf(Id, "report.txt"));
        string[] expected = [Id, "sender@example.com", "a@example.jp", "請求書.exe", "隔離", "programs", "規則により保管しました", "次にすること"];
        Assert.All(expected, word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_message_kept_again_replaces_the_first()
    {
        _quarantine.Keep(Case("first"));
        _quarantine.Keep(Case("second"));
        Assert.Equal("second", File.ReadAllText(_quarantine.PathOf(Id, "sanitized.eml")));
        Assert.Single(_quarantine.List());
        Assert.Empty(Directory.GetDirectories(_folder.Of("tmp")));
    }

    [Fact]
    public void Only_one_act_at_a_time_has_a_case()
    {
        _quarantine.Keep(Case("safe"));
        using (var first = _quarantine.Lease(Id))
        {
            Assert.NotNull(first);
            Assert.Null(_quarantine.Lease(Id));
            _quarantine.Move(Id, CaseState.Held, CaseState.Released);
            Assert.Null(_quarantine.Lease(Id));
        }
        using var next = _quarantine.Lease(Id);
        Assert.NotNull(next);
    }

    [Fact]
    public void What_a_crash_left_half_written_is_no_case()
    {
        Directory.CreateDirectory(_folder.Of("tmp", Id));
        File.WriteAllText(_folder.Of("tmp", Id, "original.eml"), "orig");
        Assert.Empty(_quarantine.List());
        _quarantine.Keep(Case("sanitized"));
        Assert.Equal("original", File.ReadAllText(_quarantine.PathOf(Id, "original.eml")));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void Ids_are_no_paths(string id) => Assert.Throws<ArgumentException>(() => _quarantine.Read(id));

    private static QuarantineCase Case(string? sanitized) => new(
        FolderSpoolTests.Envelope(Id),
        "original"u8.ToArray(),
        sanitized is null ? (ReadOnlyMemory<byte>?)null : Encoding.ASCII.GetBytes(sanitized),
        new ReportNode
        {
            Name = "",
            Format = "mail",
            DeclaredMediaType = "message/rfc822",
            Size = 8,
            Sha256 = new string('0', 64),
            Treatment = sanitized is null ? "hold" : "rebuild",
            Rule = "messages",
            Outcome = "rebuilt",
            Output = "message.eml",
            Nested =
            [
                new ReportNode
                {
                    Name = "請求書.exe",
                    Format = "exe",
                    DeclaredMediaType = "application/octet-stream",
                    Size = 100,
                    Sha256 = new string('1', 64),
                    Treatment = "quarantine",
                    Rule = "programs",
                    Outcome = "quarantined",
                    Findings = [new FindingNode("rule.quarantine", "", "programs")],
                },
            ],
        },
        "hash");
}
