using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>A name that is safe on Windows, macOS and Linux and tells the truth about its format.</summary>
internal sealed record CleanFileName(string Name, ImmutableArray<Finding> Findings);

/// <summary>Cleans file names.</summary>
internal static class FileNames
{
    /// <summary>Bytes of UTF-8 that a cleaned name has at most.</summary>
    public const int MaxBytes = 200;

    /// <summary>Characters that <see cref="Display"/> gives at most.</summary>
    public const int MaxDisplay = 200;

    private const string LastResort = "file", UnknownExtension = ".bin";

    /// <summary>Spaces in a row that can only mean to push what follows out of sight.</summary>
    private const int HidingSpaces = 5;

    private const int MaxRaw = 4_096;

    /// <summary>
    /// Cleans <paramref name="rawName"/> and gives it the extension of <paramref name="written"/>, the format that is written:
    /// an extension of that format is kept; that of another known format gives way to it (<c>page.html</c> written as text is
    /// <c>page.txt</c>); anything
    /// else after a dot is part of the name (<c>議事録 Ver1.2</c>). Extensions of other formats further in lose their dot, so that a system
    /// that hides
    /// the last one shows no false one: <c>invoice.pdf.exe</c> written as text is <c>invoice_pdf.txt</c>. An empty name becomes
    /// <paramref name="fallbackStem"/> with the extension. Never throws; time is linear.
    /// </summary>
    public static CleanFileName Clean(string rawName, FileFormat written, string fallbackStem)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var name = NameParts.LastOfPath(Visible(Bounded(rawName ?? ""), findings), out var hadPath);
        if (hadPath)
            findings.Add(new("name.path", "", "it named a folder or drive"));
        var hidden = NameParts.HasSpaceRun(name, HidingSpaces);
        name = NameParts.Legal(NameComposer.Compose(name));

        var extension = written.Extensions.IsEmpty ? UnknownExtension : written.Extensions[0];
        var (stem, given) = NameParts.SplitExtension(name);
        if (written.Extensions.Contains(given, StringComparer.OrdinalIgnoreCase))
        {
            extension = given;
        }
        else if (FileExtensions.IsKnown(given))
        {
            findings.Add(new("name.extension", "", $"{given.ToLowerInvariant()} gave way to {extension}"));
        }
        else
        {
            stem = name;
            given = "";
        }
        stem = NameParts.WithoutInnerExtensions(stem, written.Extensions, out var inner);
        if (given.Length > 0 && given != extension && NameParts.SplitExtension(stem) is var (core, own)
            && written.Extensions.Contains(own, StringComparer.OrdinalIgnoreCase))
        {
            // report.txt.exe: the true extension is there already.
            (stem, extension) = (core, own);
            inner = inner.Length > 0 ? inner : own;
        }
        if (inner.Length > 0 || (hidden && given.Length > 0))
            findings.Add(new("name.double-extension", "", inner.Length > 0 ? $"{inner} stood before {given}" : "spaces hid the extension"));
        return new(Assemble(stem, extension, fallbackStem), findings.ToImmutable());
    }

    /// <summary>
    /// A name as reports may show it: one clean line, not more than <see cref="MaxDisplay"/> characters; empty where nothing is left.
    /// </summary>
    public static string Display(string raw)
    {
        var line = TextCleaner.CleanTrimmedLine(raw, "").Text;
        if (line.Length <= MaxDisplay)
            return line;
        var cut = char.IsHighSurrogate(line[MaxDisplay - 2]) ? MaxDisplay - 2 : MaxDisplay - 1;
        // Cutting may leave a joiner at the end.
        return TextCleaner.CleanLine(line[..cut], "").Text + "…";
    }

    /// <summary>Beginning and end of a name that no system would take; the rest is cut anyway.</summary>
    private static string Bounded(string raw)
        => raw.Length <= MaxRaw ? raw : string.Concat(raw.AsSpan(0, MaxRaw / 2), raw.AsSpan(raw.Length - (MaxRaw / 2)));

    private static string Visible(string raw, ImmutableArray<Finding>.Builder findings)
    {
        var clean = TextCleaner.CleanLine(raw, "");
        foreach (var finding in clean.Findings)
        {
            var code = finding.Code == "text.bidi" ? "name.bidi" : "name.invisible";
            if (findings.All(f => f.Code != code))
                findings.Add(new(code, "", finding.Detail));
        }
        return clean.Text;
    }

    private static string Assemble(string stem, string extension, string fallbackStem)
    {
        stem = NameParts.TrimEnds(stem);
        if (stem.Length == 0)
            stem = NameParts.TrimEnds(NameParts.Legal(TextCleaner.CleanLine(fallbackStem ?? "", "").Text));
        if (stem.Length == 0)
            stem = LastResort;
        if (NameParts.IsDevice(stem))
            stem = "_" + stem;
        stem = NameParts.TrimEnds(TextCleaner.CleanLine(NameParts.Cut(stem, MaxBytes - extension.Length), "").Text);
        return (stem.Length == 0 ? LastResort : stem) + extension;
    }
}
