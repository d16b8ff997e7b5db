using System.IO.Compression;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Treats archives and reads what comes out with the runtime's own reader.</summary>
internal static class Unzipped
{
    public static FileReport Treat(byte[] archive, string name = "a.zip", SanitizeEngine? engine = null)
        => (engine ?? Engines.Standard).Treat(new(name, "", archive), Engines.Context, CancellationToken.None);

    /// <summary>The entries of the archive that is delivered; it passes the verifier.</summary>
    public static List<(string Name, string Text)> Entries(FileReport report)
    {
        var file = report.Outcome.Delivered;
        Assert.True(file is not null, string.Join("; ", report.Outcome.Findings));
        AssertVerified(file);
        using var zip = new ZipArchive(new MemoryStream(file.Content.ToArray()), ZipArchiveMode.Read, false, Encoding.UTF8);
        return [.. zip.Entries.Select(e => (e.FullName, Read(e)))];
    }

    public static void AssertVerified(SafeFile file)
    {
        var verified = MessageVerifier.VerifyFile(file.Format.MediaType, file.Name, file.Content);
        Assert.True(verified.Passed, $"{file.Name}: {string.Join("; ", verified.Faults)}");
    }

    public static string[] Names(FileReport report) => [.. Entries(report).Select(e => e.Name)];

    public static void AssertWithheld(FileReport report, string code)
    {
        Assert.True(report.Outcome.IsWithheld, "it was delivered");
        Assert.True(report.Codes().Contains(code), string.Join("; ", report.Outcome.Findings));
    }

    /// <summary>An archive as the runtime writes it.</summary>
    public static byte[] Zip(params (string Name, string Text)[] files) => Zip([.. files.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Text)))]);

    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    private static string Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
