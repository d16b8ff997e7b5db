using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using MiyakoMailSanitizer.Gateway.WebConsole.Cases;

namespace MiyakoMailSanitizer.EndToEnd.Tests.WebConsole;

/// <summary>The original goes to those who may have it, locked.</summary>
public sealed class OriginalDownloadTests
{
    private const string Password = "パスワード-4711";

    [Fact]
    public async Task Only_an_approver_gets_it_and_it_is_recorded()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var id = await console.HeldAsync("download");
        using var @operator = await console.SignedInAsync("operator");
        using var refused = await @operator.PostAsync($"/Case/{id}", $"/Case/{id}?handler=Download", ("reason", "r"), ("password", Password));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var approver = await console.SignedInAsync("approver");
        using var weak = await approver.PostAsync($"/Case/{id}", $"/Case/{id}?handler=Download", ("reason", "r"), ("password", "short"));
        Assert.Equal(HttpStatusCode.Redirect, weak.StatusCode);
        using var response = await approver.PostAsync($"/Case/{id}", $"/Case/{id}?handler=Download", ("reason", "r"), ("password", Password));
        Assert.Equal("application/zip", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(-1, bytes.AsSpan().IndexOf("Subject: download"u8));
        Assert.Single(console.Gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "original-downloaded");
        if (File.Exists("/usr/bin/7zz"))
            Assert.Equal(await File.ReadAllBytesAsync(console.Gateway.Of("quarantine", "held", id, "original.eml")), Unpack(bytes, Password));
    }

    [SevenZipTheory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(16_384)]
    [InlineData(3_000_001)]
    public void Another_program_opens_it_with_the_password_alone(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var zip = LockedZip.Write("original.eml", [.. content], Password, new(2026, 11, 24, 12, 34, 56, TimeSpan.Zero));
        Assert.Equal(content, Unpack(zip, Password));
        Assert.Null(Unpack(zip, "another"));
    }

    private static byte[]? Unpack(byte[] zip, string password)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.Of("a.zip"), zip);
        using var process = Process.Start(new ProcessStartInfo("7zz", ["x", $"-p{password}", $"-o{folder.Of("out")}", folder.Of("a.zip")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? File.ReadAllBytes(folder.Of("out", "original.eml")) : null;
    }
}

/// <summary>Skipped where 7-Zip is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SevenZipTheoryAttribute : TheoryAttribute
{
    public SevenZipTheoryAttribute() => Skip = File.Exists("/usr/bin/7zz") ? null : "not installed: 7zip";
}
