using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Audit;

/// <summary>The attacks on the log: each is named with its place; what crashes leave is not.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private const string First = "audit-2026-11-23.jsonl", Second = "audit-2026-11-24.jsonl";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_log_of_two_days_verifies()
    {
        WriteTwoDays();
        var verifier = new AuditVerifier(_folder.Path, Key());
        Assert.Empty(verifier.Run());
        Assert.Equal((12, 1), (verifier.Lines, verifier.Seals));
    }

    [Fact]
    public void Any_changed_byte_is_found()
    {
        WriteTwoDays();
        foreach (var name in new[] { First, Second })
        {
            var good = File.ReadAllBytes(_folder.Of(name));
            for (var i = 0; i < good.Length; i++)
            {
                var bad = (byte[])good.Clone();
                bad[i] ^= 1;
                File.WriteAllBytes(_folder.Of(name), bad);
                Assert.True(Faults().Length > 0, $"{name}: byte {i}");
            }
            File.WriteAllBytes(_folder.Of(name), good);
        }
    }

    [Theory]
    [InlineData("change", First, 3)]
    [InlineData("change", First, 6)]
    [InlineData("change", Second, 1)]
    [InlineData("change", Second, 6)]
    [InlineData("drop", First, 3)]
    [InlineData("swap", First, 3)]
    [InlineData("swap", Second, 2)]
    [InlineData("insert", First, 4)]
    [InlineData("junk", First, 4)]
    public void The_place_is_named(string attack, string name, int line)
    {
        WriteTwoDays();
        Edit(name, lines =>
        {
            var at = line - 1;
            switch (attack)
            {
                case "change": lines[at] = lines[at].Replace("field", "fielD", StringComparison.Ordinal); break;
                case "drop": lines.RemoveAt(at); break;
                case "swap": (lines[at], lines[at + 1]) = (lines[at + 1], lines[at]); break;
                case "insert": lines.Insert(at, lines[at - 1]); break;
                default: lines.Insert(at, "no JSON"); break;
            }
        });
        Assert.Contains(Faults(), f => f.StartsWith($"{name}:{line}: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_cut_end_is_named(int lines)
    {
        WriteTwoDays();
        Edit(Second, all => all.RemoveRange(all.Count - lines, lines));
        Assert.Contains(Faults(), f => f.Contains($"the end is missing: lines {13 - lines} to 12", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cut_end_does_not_heal_when_the_log_goes_on()
    {
        WriteTwoDays();
        Edit(Second, all => all.RemoveRange(4, 2));
        Write(3);
        Assert.Contains(Faults(), f => f.Contains("before it, lines 11 to 12 are missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Nor_where_the_head_was_taken_away_as_well()
    {
        WriteTwoDays();
        Edit(Second, all => all.RemoveRange(4, 2));
        File.Delete(_folder.Of("audit.head"));
        Assert.Contains(Faults(), f => f.StartsWith("audit.head: is missing", StringComparison.Ordinal));
        Write(3);
        Assert.Contains(Faults(), f => f.StartsWith($"{Second}:5: when this line was written audit.head was gone", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_day_is_named()
    {
        WriteTwoDays();
        _clock.Advance(TimeSpan.FromDays(1));
        Write(2);
        File.Delete(_folder.Of(Second));
        Assert.Contains(Faults(), f => f.Contains("before it, lines 7 to 12 are missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Old_days_may_go_as_long_as_their_seal_stays()
    {
        WriteTwoDays();
        File.Delete(_folder.Of(First));
        Assert.Empty(Faults());
        File.Delete(_folder.Of("audit-2026-11-23.checkpoint.json"));
        Assert.Contains(Faults(), f => f.Contains("no seal vouches", StringComparison.Ordinal));
    }

    [Fact]
    public void A_day_that_was_written_anew_with_fitting_hashes_does_not_fit_its_seal()
    {
        WriteTwoDays();
        using var other = new TemporaryFolder();
        using (var forged = new FileAuditLog(new AuditOptions { Folder = other.Path }, new ManualClock()))
        {
            for (var i = 0; i < 6; i++)
                forged.Write(new AuditEvent("forged", "", []));
        }
        File.Copy(other.Of(First), _folder.Of(First), overwrite: true);
        Assert.Contains(Faults(), f => f.Contains("its seal says", StringComparison.Ordinal));
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Contains(new AuditVerifier(_folder.Path, stranger).Run(), f => f.What.Contains("not signed by the key", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_of_another_hand_behind_the_last_are_named()
    {
        WriteTwoDays();
        var head = File.ReadAllBytes(_folder.Of("audit.head"));
        Write(3);
        File.WriteAllBytes(_folder.Of("audit.head"), head);
        Assert.Contains(Faults(), f => f.Contains("lines 14 to 15 were not written by the gateway", StringComparison.Ordinal));
    }

    /// <summary>A crash can leave a piece of a line, or a whole line, without its head; also as the first line of a day.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_a_crash_leaves_verifies_and_the_log_goes_on(int days)
    {
        for (var tenths = 0; tenths <= 10; tenths++)
        {
            Write(2);
            _clock.Advance(TimeSpan.FromDays(days));
            var name = _folder.Of(AuditFiles.Of(DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime)));
            var head = File.ReadAllBytes(_folder.Of("audit.head"));
            var before = File.Exists(name) ? new FileInfo(name).Length : 0;
            Write(1);
            File.WriteAllBytes(_folder.Of("audit.head"), head);
            using (var file = new FileStream(name, FileMode.Open))
                file.SetLength(before + (file.Length - before) * tenths / 10);
            Assert.Empty(Faults());
            Write(2);
            Assert.Empty(Faults());
        }
    }

    [Fact]
    public void A_clock_that_is_put_back_goes_on_in_the_same_file()
    {
        Write(2);
        _clock.Advance(TimeSpan.FromDays(2));
        Write(2);
        _clock.Advance(TimeSpan.FromDays(-2));
        Write(2);
        Assert.Empty(Faults());
        Assert.Equal(4, File.ReadLines(_folder.Of("audit-2026-11-25.jsonl")).Count());
    }

    [Fact]
    public void Exported_cells_are_no_formulas_and_columns_are_all_fields()
    {
        using (var log = Log())
        {
            log.Write(new AuditEvent("a", "id-1", [new("x", "=1+1"), new("y", "with, comma and \"quote\"")]));
            log.Write(new AuditEvent("b", "", [new("z", "宮古")]));
        }
        var csv = new StringWriter();
        new AuditExport(_folder.Path, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).WriteCsv(csv);
        var lines = csv.ToString().Split("\r\n");
        Assert.Equal("\uFEFFat,number,previous,kind,id,x,y,z", lines[0]);
        Assert.EndsWith(",a,id-1,'=1+1,\"with, comma and \"\"quote\"\"\",", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",b,,,,宮古", lines[2], StringComparison.Ordinal);
        Assert.Empty(new AuditExport(_folder.Path, _clock.GetUtcNow().AddDays(1), DateTimeOffset.MaxValue).Events());
    }

    private void WriteTwoDays()
    {
        Write(6);
        _clock.Advance(TimeSpan.FromDays(1));
        Write(6);
    }

    private void Write(int lines)
    {
        using var log = Log();
        for (var i = 0; i < lines; i++)
            log.Write(new AuditEvent("kind", "id", [new("field", $"値 {i}")]));
    }

    private FileAuditLog Log() => new(new AuditOptions { Folder = _folder.Path }, _clock);

    private ECDsa Key() => AuditKey.ReadPublic(new AuditOptions { Folder = _folder.Path }, null);

    private string[] Faults()
    {
        using var key = Directory.EnumerateFiles(_folder.Path, "*.pub").Any() ? Key() : null;
        return [.. new AuditVerifier(_folder.Path, key).Run().Select(f => f.ToString())];
    }

    private void Edit(string name, Action<List<string>> edit)
    {
        var lines = File.ReadAllLines(_folder.Of(name)).ToList();
        edit(lines);
        File.WriteAllText(_folder.Of(name), string.Concat(lines.Select(l => l + "\n")), new UTF8Encoding(false));
    }
}
