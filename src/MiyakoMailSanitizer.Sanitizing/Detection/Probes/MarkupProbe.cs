namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>HTML, SVG and XML by their tags.</summary>
internal static class MarkupProbe
{
    /// <summary>Bytes from the start in which browsers and mail programs look for tags.</summary>
    public const int SniffedBytes = 1_024;

    // Tags that make a browser take a text for HTML where it begins with one (WHATWG MIME Sniffing §7.1), and some more.
    private static readonly byte[][] OpeningTags = Tags(
        "!doctype html", "html", "head", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b", "body", "br", "p",
        "meta", "link", "img", "form", "input", "object", "embed", "base", "center", "span", "svg:svg", "ul", "ol", "h2", "h3",
        "blockquote", "frameset", "video");

    private static readonly byte[][] StructureTags = Tags(
        "!doctype html", "html", "head", "body", "script", "iframe", "meta", "style", "title", "object", "embed", "table", "form");

    private static readonly byte[][] ApplicationTags = Tags("hta:application");

    private static readonly byte[][] ActiveTags = Tags("script", "html", "!doctype html", "iframe", "hta:application", "?php");

    /// <summary>The kind of markup, or null. Two or more structural tags near the start are HTML, wherever they stand.</summary>
    public static FileFormat? Kind(ReadOnlySpan<byte> head, bool isCalledHtml, bool isCalledXml)
    {
        var text = head.TrimStart(" \t\r\n\f\0"u8);
        var root = SkipProlog(text, out var isXml);
        if (root.StartsWithIgnoreCase("<!doctype svg"u8) || StartsWithTag(root, "svg"u8))
            return FileFormat.Svg;
        if (CountTags(head, ApplicationTags, 1) > 0)
            return FileFormat.Hta;
        if (isXml ? StartsWithTag(root, "html"u8) || StartsWithTag(root, "!doctype html"u8) : StartsWithAnyTag(root))
            return FileFormat.Html;
        if (!isXml && CountTags(head.Head(SniffedBytes), StructureTags, 2) >= 2)
            return FileFormat.Html;
        if (isCalledHtml && CountTags(head, OpeningTags, 1) > 0)
            return FileFormat.Html;
        return isXml || isCalledXml && root.StartsWith("<"u8) ? FileFormat.Xml : null;
    }

    /// <summary>Offset of a tag that makes a browser or script host run something, or -1. Not bounded: images are searched whole.</summary>
    public static int FindActiveTag(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            var next = bytes[at..].IndexOf((byte)'<');
            if (next < 0)
                return -1;
            at += next;
            foreach (var tag in ActiveTags)
            {
                if (StartsWithTag(bytes[at..], tag))
                    return at;
            }
        }
        return -1;
    }

    public static bool StartsWithAnyTag(ReadOnlySpan<byte> text)
    {
        foreach (var tag in OpeningTags)
        {
            if (StartsWithTag(text, tag))
                return true;
        }
        return false;
    }

    /// <summary>Past XML declaration, other processing instructions, comments and, for SVG and XML, white space between them.</summary>
    private static ReadOnlySpan<byte> SkipProlog(ReadOnlySpan<byte> text, out bool isXml)
    {
        isXml = text.StartsWith("<?xml"u8);
        for (var rest = text; ;)
        {
            var close = rest.StartsWith("<!--"u8) ? "-->"u8 : rest.StartsWith("<?"u8) && !rest.StartsWith("<?php"u8) ? "?>"u8 : [];
            var end = close.IsEmpty ? -1 : rest[2..].IndexOf(close);
            if (end < 0)
                return rest;
            rest = rest[(2 + end + close.Length)..].TrimStart(" \t\r\n\f"u8);
        }
    }

    private static int CountTags(ReadOnlySpan<byte> bytes, byte[][] tags, int enough)
    {
        var seen = 0;
        foreach (var tag in tags)
        {
            for (var rest = bytes; rest.IndexOf((byte)'<') is var at and >= 0; rest = rest[(at + 1)..])
            {
                if (!StartsWithTag(rest[at..], tag))
                    continue;
                if (++seen >= enough)
                    return seen;
                break;
            }
        }
        return seen;
    }

    private static bool StartsWithTag(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
        => text.Length > name.Length && text[0] == '<' && text[1..].StartsWithIgnoreCase(name)
            && (text.Length == name.Length + 1 || " >/\t\r\n\f"u8.Contains(text[name.Length + 1]));

    private static byte[][] Tags(params string[] names) => [.. names.Select(System.Text.Encoding.ASCII.GetBytes)];
}
