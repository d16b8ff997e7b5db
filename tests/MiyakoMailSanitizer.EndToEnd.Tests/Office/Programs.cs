using System.Diagnostics;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Other programs that read documents, run as processes.</summary>
internal static class Programs
{
    /// <summary>The system's Python, for which Debian's packages are; another one may come first in the path.</summary>
    public static string Python { get; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Why LibreOffice can't be used here, or null.</summary>
    public static string? LibreOfficeMissing { get; } = !CanRun("soffice", "--version")
        ? "LibreOffice is not installed (Debian packages libreoffice-writer-nogui, libreoffice-calc-nogui, libreoffice-impress-nogui)."
        : !CanRun("pdftotext", "-v") ? "pdftotext is not installed (Debian package poppler-utils)."
        : null;

    /// <summary>Why the Python readers can't be used here, or null.</summary>
    public static string? PythonMissing { get; } = CanRun(Python, "-c", "import docx, openpyxl, lxml") ? null
        : "The Python readers are not installed (Debian packages python3-docx, python3-openpyxl, python3-lxml).";

    /// <summary>Runs to the end, and gives the output.</summary>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return output;
    }

    private static bool CanRun(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
        => Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
}

/// <summary>Skipped where the corpus is absent, or a program that the test needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorpusFactAttribute : FactAttribute
{
    private bool _libreOffice, _python;

    public CorpusFactAttribute() => Skip = OfficeSources.Corpus is null ? "shared/corpus lies in no folder above the tests." : null;

    /// <summary>LibreOffice and pdftotext are needed.</summary>
    public bool LibreOffice
    {
        get => _libreOffice;
        set => Skip ??= (_libreOffice = value) ? Programs.LibreOfficeMissing : null;
    }

    /// <summary>The Python readers are needed.</summary>
    public bool Python
    {
        get => _python;
        set => Skip ??= (_python = value) ? Programs.PythonMissing : null;
    }
}
