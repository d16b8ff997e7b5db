using MiyakoMailSanitizer.Sanitizing.Tests.Archives;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Sanitizing.Tests.Office;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Passwords;

/// <summary>Locked files that lie, with the right password at hand: each ends with an outcome, within its limits.</summary>
public sealed class LockedFileFuzzTests : IDisposable
{
    private const string Password = "Geheim1";

    private readonly ProgramFolder _folder = new();

    [ProgramFact("zip", "7zz")]
    public void Changed_files_end_with_an_outcome()
    {
        _folder.Write("a.txt", string.Concat(Enumerable.Range(0, 400).Select(i => $"{i * 7919 % 1000},第{i}行\r\n")));
        (string Name, byte[] Content)[] files =
        [
            Packed("a.zip", "zip", "-q", "-P", Password, "a.zip", "a.txt"),
            Packed("b.zip", "7zz", "a", "-mem=AES256", $"-p{Password}", "b.zip", "a.txt"),
            Packed("a.7z", "7zz", "a", $"-p{Password}", "a.7z", "a.txt"),
            Packed("b.7z", "7zz", "a", "-mhe=on", $"-p{Password}", "b.7z", "a.txt"),
            ("a.docx", EncryptedOffice.Agile(DocumentBuilder.Word().Build(), Password, spin: 10)),
            ("b.docx", EncryptedOffice.Standard(DocumentBuilder.Word().Build(), Password)),
        ];
        FuzzRun.For(87, random =>
        {
            var (name, whole) = files[random.Next(files.Length)];
            var bytes = (byte[])whole.Clone();
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                // The headers stand at the ends.
                var at = random.Next(3) switch { 0 => random.Next(Math.Min(200, bytes.Length)), 1 => bytes.Length - 1 - random.Next(Math.Min(300, bytes.Length)), _ => random.Next(bytes.Length) };
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(bytes[at] ^ (1 << random.Next(8)));
            }
            if (random.Next(6) == 0)
                bytes = bytes[..random.Next(1, bytes.Length)];
            var context = Engines.Context with { Passwords = ["nein", Password] };
            var report = Engines.Standard.TreatWhole(new(name, "", bytes), context, CancellationToken.None).Report;
            Assert.DoesNotContain("sanitizer.failed", report.Walk().SelectMany(r => r.Codes()));
            if (report.Outcome.Delivered is { } file)
                Unzipped.AssertVerified(file);
        }, share: 0.25);
    }

    [ProgramFact("zip", "7zz")]
    public void A_bomb_behind_a_password_is_a_bomb()
    {
        _folder.WriteZeros("z.txt", 300L << 20);
        foreach (var (name, content) in new[] { Packed("z.zip", "zip", "-q", "-P", Password, "z.zip", "z.txt"), Packed("z.7z", "7zz", "a", $"-p{Password}", "z.7z", "z.txt") })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var report = Engines.Standard.TreatWhole(new(name, "", content), Engines.Context with { Passwords = ["nein", Password] }, CancellationToken.None).Report;
            Unzipped.AssertWithheld(report, "archive.bomb");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
        }
    }

    [Fact]
    public void Absurd_rounds_of_Office_are_refused_before_they_are_run()
    {
        var file = EncryptedOffice.Agile(DocumentBuilder.Word().Build(), Password, spin: 10);
        var at = file.AsSpan().IndexOf("spinCount=\"10\""u8);
        // As long as it was, so that the container stays as it is.
        "spinCount=\"9\"9"u8[..13].CopyTo(file.AsSpan(at));
        Unzipped.AssertWithheld(Treat(file), "office.damaged");
        var many = EncryptedOffice.Agile(DocumentBuilder.Word().Build(), Password, spin: 10, claimed: 100_000_000);
        Unzipped.AssertWithheld(Treat(many), "file.encrypted");
    }

    public void Dispose() => _folder.Dispose();

    private static FileReport Treat(byte[] content)
        => Engines.Standard.TreatWhole(new("a.docx", "", content), Engines.Context with { Passwords = [Password] }, CancellationToken.None).Report;

    private (string, byte[]) Packed(string name, params string[] command)
    {
        _folder.Run(command);
        return (name, _folder.Read(name));
    }
}
