using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary>Sanitizes one input after another into a folder. Whatever an input is, it gives one line.</summary>
internal sealed class OfflineSanitizer(SandboxHost sandbox, string outputFolder)
{
    /// <summary>Larger inputs are withheld.</summary>
    public const long MaxInputBytes = 512L << 20;

    /// <summary>Treats an input, has the result verified, and writes it and its report under temporary names that are renamed.</summary>
    /// <exception cref="IOException">The output can't be written.</exception>
    public async Task<SanitizeLine> SanitizeAsync(InputFile input, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var line = await TreatAsync(input, cancellationToken);
        line = line with { Milliseconds = Math.Round(clock.Elapsed.TotalMilliseconds, 3) };
        Write(Path.Combine(outputFolder, input.Relative + ".report.json"), JsonSerializer.SerializeToUtf8Bytes(line, CliJsonForm.Indented.SanitizeLine));
        return line;
    }

    private async Task<SanitizeLine> TreatAsync(InputFile input, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            if (new FileInfo(input.Path).Length > MaxInputBytes)
                return Unreadable(input, "limit.bytes", $"the file is larger than {MaxInputBytes} bytes");
            content = await File.ReadAllBytesAsync(input.Path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(input, "file.unreadable", e.Message);
        }

        var reply = await sandbox.Sanitizer.SanitizeAsync(Request(input, content), cancellationToken);
        var isMail = reply.Report.Format == FileFormat.Mail.Id || reply.Report.Treatment == "hold";
        if (reply.Content is not { } safe || (isMail && reply.Report.IsHeld))
            return Line(input.Path, reply.Report, isMail ? "held" : reply.Report.Outcome, null);

        var faults = await VerifyAsync(reply.Report, safe, cancellationToken);
        if (!faults.IsEmpty)
            return Refused(input, reply.Report, isMail, faults);
        var path = OutputPath(input, reply.Report);
        Write(path, safe.Span);
        return Line(input.Path, reply.Report, reply.Report.Outcome, path);
    }

    private static SanitizeRequest Request(InputFile input, byte[] content)
    {
        var isMail = Path.GetExtension(input.Path).Equals(".eml", StringComparison.OrdinalIgnoreCase);
        return new SanitizeRequest
        {
            Name = Path.GetFileName(input.Path),
            DeclaredMediaType = isMail ? FileFormat.Mail.MediaType : "",
            Content = content,
            // The same input gives the same reference, so the same output.
            Message = new MessageContext { Reference = $"OFFLINE-{Convert.ToHexString(SHA256.HashData(content).AsSpan(0, 6))}" },
        };
    }

    private async ValueTask<ImmutableArray<VerifyFinding>> VerifyAsync(ReportNode report, ReadOnlyMemory<byte> safe, CancellationToken cancellationToken)
        => report.OutputMediaType == FileFormat.Mail.MediaType
            ? (await sandbox.Gate.VerifyAsync(safe, cancellationToken)).Faults
            : await sandbox.Gate.VerifyFileAsync(report.OutputMediaType!, report.Output!, safe, cancellationToken);

    /// <summary>Beside its input's place, with the extension of what was written.</summary>
    private string OutputPath(InputFile input, ReportNode report)
    {
        var extension = Path.GetExtension(report.Output!);
        var relative = input.Relative.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? input.Relative : input.Relative + extension;
        return Path.Combine(outputFolder, relative);
    }

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".tmp";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }

    private static SanitizeLine Unreadable(InputFile input, string code, string detail) => new()
    {
        Input = input.Path,
        Format = FileFormat.Unknown.Id,
        Outcome = "quarantined",
        Output = null,
        Findings = [new FindingLine(code, "", detail)],
        Nested = [],
    };

    private static SanitizeLine Refused(InputFile input, ReportNode report, bool isMail, ImmutableArray<VerifyFinding> faults)
    {
        var line = Line(input.Path, report, isMail ? "held" : "quarantined", null);
        var refusals = faults.Take(20).Select(f => new FindingLine("verifier.refused", f.Where, $"{f.Rule}: {f.Detail}"));
        return line with { Findings = [.. line.Findings, .. refusals] };
    }

    private static SanitizeLine Line(string input, ReportNode node, string outcome, string? output) => new()
    {
        Input = input,
        Format = node.Format,
        Sha256 = node.Sha256,
        Outcome = outcome,
        Output = output,
        Findings = [.. node.Findings.Select(f => new FindingLine(f.Code, f.Where, f.Detail))],
        Nested = [.. node.Nested.Select(n => Line(n.Name, n, n.Outcome, n.Output))],
    };
}
