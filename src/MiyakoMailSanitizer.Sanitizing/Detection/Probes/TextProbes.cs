using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>Which kind of text a text is. The first row that fits decides; name and declared media type only break ties.</summary>
internal static class TextProbes
{
    private delegate bool Test(ReadOnlySpan<byte> head, Declared declared);

    // A row without a format leaves it to the markup's own table.
    private static readonly (FileFormat? Format, Test Fits)[] Rows =
    [
        (FileFormat.FaultDrill, Starts("miyako-fault-drill")),
        (FileFormat.Mail, (h, d) => d.IsMail),
        (FileFormat.Text, (h, d) => d.IsReportText),
        (FileFormat.Mail, (h, d) => d.HasMailName && MailProbe.HasPlausibleField(h)),
        (FileFormat.Mail, (h, d) => MailProbe.IsMbox(h)),
        (FileFormat.Mail, (h, d) => MailProbe.IsMail(h, d.IsCalled(FileFormat.Text))),
        (FileFormat.Rtf, Starts("{\\rt")),
        (FileFormat.Ics, Starts("begin:vcalendar")),
        (FileFormat.Vcf, Starts("begin:vcard")),
        (FileFormat.Pgp, Starts("-----begin pgp ")),
        (FileFormat.Certificate, Starts("-----begin ")),
        (FileFormat.PostScript, Starts("%!ps")),
        (FileFormat.Sylk, (h, d) => h.StartsWith("ID;"u8)),
        (FileFormat.Dif, (h, d) => IsLines(h, "TABLE", "0,1")),
        (FileFormat.Iqy, (h, d) => IsLines(h, "WEB", "1")),
        (FileFormat.Url, Starts("[internetshortcut]")),
        (FileFormat.Url, (h, d) => d.IsNamed(FileFormat.Url)),
        (FileFormat.Dxf, (h, d) => IsLines(h, "0", "SECTION") || IsLines(h, "999", null) && d.IsNamed(FileFormat.Dxf)),
        (FileFormat.Sxf, Starts("iso-10303-21;")),
        (FileFormat.Uue, (h, d) => IsUuencode(h)),
        (FileFormat.Yenc, Starts("=ybegin ")),
        (FileFormat.BinHex, Starts("(this file must be converted with binhex")),
        (FileFormat.Script, (h, d) => h.StartsWith("#!"u8) && h.Head(200).IndexOf((byte)'/') > 0),
        (FileFormat.Script, Starts("<?php")),
        (FileFormat.Script, Starts("#@~^")),
        (FileFormat.Script, Starts("regedit4")),
        (FileFormat.Script, Starts("windows registry editor ")),
        (FileFormat.Script, (h, d) => d.IsNamed(FileFormat.Script)),
        (FileFormat.Hta, (h, d) => d.IsCalled(FileFormat.Hta)),
        (null, (h, d) => Markup(h, d) is not null),
        (FileFormat.Json, (h, d) => IsJson(h, d)),
        (FileFormat.Csv, (h, d) => d.IsCalled(FileFormat.Csv)),
    ];

    /// <summary>The kind of a text; <see cref="FileFormat.Text"/> where nothing else fits.</summary>
    public static Match Kind(ReadOnlySpan<byte> bytes, Declared declared)
    {
        var head = TextScan.Head(bytes);
        foreach (var (format, fits) in Rows)
        {
            if (!fits(head, declared))
                continue;
            var isSecret = format == FileFormat.Pgp && head.Head(64).IndexOf("MESSAGE"u8) >= 0;
            var kind = format ?? Markup(head, declared) ?? FileFormat.Text;
            return new Match(kind) { Encryption = isSecret ? "it is an OpenPGP message" : null };
        }
        return new Match(FileFormat.Text);
    }

    private static Test Starts(string lower)
    {
        var mark = Encoding.ASCII.GetBytes(lower);
        return (head, _) => head.TrimStart(" \t\r\n"u8).StartsWithIgnoreCase(mark);
    }

    private static FileFormat? Markup(ReadOnlySpan<byte> head, Declared declared)
        => head.IndexOf((byte)'<') < 0 ? null
            : MarkupProbe.Kind(
                head, declared.IsCalled(FileFormat.Html), declared.IsCalled(FileFormat.Xml) || declared.IsCalled(FileFormat.Svg));

    private static bool IsLines(ReadOnlySpan<byte> head, string first, string? second)
    {
        var text = Encoding.Latin1.GetString(head.Head(256));
        var lines = text.Split('\n', 3);
        return lines[0].Trim() == first && (second is null || lines.Length > 1 && lines[1].Trim() == second);
    }

    /// <summary>POSIX.1 uuencode: <c>begin 644 name</c>, or its base64 form.</summary>
    private static bool IsUuencode(ReadOnlySpan<byte> head)
    {
        var at = head.StartsWith("begin "u8) ? 6 : head.StartsWith("begin-base64 "u8) ? 13 : 0;
        return at > 0 && head.Cut(at, 3).IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0 && head.Cut(at + 3, 2).IndexOf((byte)' ') >= 0;
    }

    private static bool IsJson(ReadOnlySpan<byte> head, Declared declared)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.ByteAt(0) is not ((byte)'{' or (byte)'['))
            return false;
        return declared.IsCalled(FileFormat.Json)
            || !declared.IsCalled(FileFormat.Text) && text.ByteAt(0) == '{' && text[1..].TrimStart(" \t\r\n"u8).ByteAt(0) == '"';
    }
}
