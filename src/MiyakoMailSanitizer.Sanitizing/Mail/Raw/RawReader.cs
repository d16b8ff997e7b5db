using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>
/// Reads a message by the letter of RFC 5322 and RFC 2045-2046, beside the parser that takes it apart, and reports each place where
/// programs are known to disagree as <c>mail.ambiguous.*</c>. Where it reports nothing there is one reading. Nested messages are looked
/// at when they are treated. Linear in the size.
/// </summary>
internal sealed class RawReader
{
    private const int MaxDepth = PartCollector.MaxMultipartDepth;
    private const int MaxBoundary = 70;
    private const string BoundaryCharacters = "'()+_,-./:=? ";

    private static readonly ImmutableArray<string> ContentFields
        = ["content-type", "content-transfer-encoding", "content-disposition", "content-id", "mime-version"];

    /// <summary>RFC 5322 §3.6: once in a message.</summary>
    private static readonly ImmutableArray<string> SingleFields
        = ["from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id"];

    private static readonly ImmutableArray<string> IdentityEncodings = ["7bit", "8bit", "binary"];

    private readonly AmbiguityList _found = new();
    private readonly Stack<string> _enclosing = [];
    private int _parts;

    private RawReader()
    {
    }

    /// <summary>All that is ambiguous in a message.</summary>
    /// <param name="message">The message as it came.</param>
    /// <param name="parts">How many parts the message has by the letter, multiparts not counted.</param>
    public static AmbiguityList Read(ReadOnlyMemory<byte> message, out int parts)
    {
        var reader = new RawReader();
        reader.LineEnds(message.Span);
        reader.Entity(message, "message", 0, "text/plain");
        parts = reader._parts;
        return reader._found;
    }

    /// <summary>One kind of line end in a message; a file with LF alone, as Unix stores mail, is no fault.</summary>
    private void LineEnds(ReadOnlySpan<byte> message)
    {
        var carriageReturns = message.Count((byte)'\r');
        var pairs = message.Count("\r\n"u8);
        if (carriageReturns > pairs)
            _found.Add("line-end", "message", "a CR without LF");
        if (pairs > 0 && message.Count((byte)'\n') > pairs)
            _found.Add("line-end", "message", "lines end in CR LF and in LF");
    }

    private void Entity(ReadOnlyMemory<byte> bytes, string where, int depth, string defaultType)
    {
        var header = HeaderScan.Read(bytes);
        _found.Add(depth == 0 ? header.Flaws & ~HeaderFlaws.NoEmptyLine : header.Flaws, where);
        var single = depth == 0 ? [.. ContentFields, .. SingleFields] : ContentFields;
        foreach (var name in single.Where(n => header.All(n).Count() > 1))
            _found.Add("duplicate-field", where, $"{name} stands more than once");
        var body = bytes[header.BodyStart..];
        var type = ContentType(header, where) ?? new() { Value = defaultType, Parameters = [] };
        Disposition(header, where);
        var encoding = Encoding(header, where);
        var isMultipart = type.Value.StartsWith("multipart/", StringComparison.Ordinal);
        var isMessage = type.Value.StartsWith("message/", StringComparison.Ordinal);
        if (depth == 0)
            MimeVersion(header, isMultipart || encoding != RawEncoding.Identity, where);
        if ((isMultipart || isMessage) && encoding != RawEncoding.Identity)
            _found.Add("transfer-encoding", where, $"a {(isMultipart ? "multipart" : "message")} with a transfer encoding (RFC 2045 §6.4)");
        if (type.Value is "message/partial" or "message/external-body")
            _found.Add("partial", where, $"{type.Value}: its content is somewhere else");
        if (isMultipart)
        {
            Multipart(body, type, where, depth);
            return;
        }

        _parts++;
        if (!isMessage)
            Leaf(body, type, encoding, where);
    }

    /// <summary>Without MIME-Version a message is plain text by the letter; that matters where it would look another.</summary>
    private void MimeVersion(HeaderScan header, bool matters, string where)
    {
        var versions = header.All("mime-version").ToList();
        if (versions.Count == 0 && matters)
            _found.Add("mime-version", where, "parts or an encoding without MIME-Version");
        else if (versions.Count > 0 && !IsVersionOne(versions[0].Value.Span))
            _found.Add("mime-version", where, "a MIME-Version other than 1.0");
    }

    /// <summary>RFC 2045 §4 allows a comment behind it, which Apple Mail writes.</summary>
    private static bool IsVersionOne(ReadOnlySpan<byte> value)
    {
        value = value.Trim(" \t\r\n"u8);
        return value.StartsWith("1.0"u8) && (value.Length == 3 || value[3..].TrimStart(" \t\r\n"u8).StartsWith("("u8));
    }

    private StrictContentType? ContentType(HeaderScan header, string where)
    {
        if (header.All("content-type").Select(f => (RawField?)f).FirstOrDefault() is not { } field)
            return null;
        var type = StrictContentType.Parse(field.Value.Span);
        if (type is null || !type.Value.Contains('/', StringComparison.Ordinal))
        {
            _found.Add("media-type", where, "a Content-Type that is not of the plain form");
            return type ?? Guess(field.Value.Span);
        }

        Parameters(type, where);
        return type;
    }

    /// <summary>Of a type that breaks the grammar the beginning, so that the reading goes on.</summary>
    private static StrictContentType Guess(ReadOnlySpan<byte> value)
    {
        var text = System.Text.Encoding.Latin1.GetString(value).ToLowerInvariant();
        var isMultipart = text.Contains("multipart", StringComparison.Ordinal);
        var boundaries = isMultipart ? BoundaryCandidates.Of(value) : [];
        return new()
        {
            Value = isMultipart ? "multipart/mixed" : text.Contains("message/", StringComparison.Ordinal) ? "message/rfc822" : "text/plain",
            Parameters = [.. boundaries.Take(1).Select(b => ("boundary", System.Text.Encoding.Latin1.GetString(b.Span), true))],
        };
    }

    private void Parameters(StrictContentType type, string where)
    {
        foreach (var name in type.Parameters.GroupBy(p => p.Name).Where(g => g.Count() > 1).Select(g => g.Key))
            _found.Add(name == "boundary" ? "boundary" : "parameter", where, $"the parameter {Shown(name)} stands twice");
        var isFolded = type.Parameters.Any(p => p.Name.StartsWith("boundary*", StringComparison.Ordinal)
            || p.Name.StartsWith("charset*", StringComparison.Ordinal));
        if (isFolded)
            _found.Add("boundary", where, "boundary or charset in pieces (RFC 2231), which few programs join");
        if (RawNames.Fault(type, "name") is { } fault)
            _found.Add("name", where, fault);
    }

    private void Disposition(HeaderScan header, string where)
    {
        foreach (var field in header.All("content-disposition").Take(1))
        {
            var disposition = StrictContentType.Parse(field.Value.Span);
            if (disposition is null || disposition.Value.Contains('/', StringComparison.Ordinal))
                _found.Add("disposition", where, "a Content-Disposition that is not of the plain form");
            else if (RawNames.Fault(disposition, "filename") is { } fault)
                _found.Add("name", where, fault);
        }
    }

    private RawEncoding Encoding(HeaderScan header, string where)
    {
        if (header.All("content-transfer-encoding").Select(f => (RawField?)f).FirstOrDefault() is not { } field)
            return RawEncoding.Identity;
        var value = System.Text.Encoding.Latin1.GetString(field.Value.Span).Trim(' ', '\t', '\r', '\n').ToLowerInvariant();
        var isPlain = value is "base64" or "quoted-printable" || IdentityEncodings.Contains(value);
        if (!isPlain)
            _found.Add("transfer-encoding", where, $"the transfer encoding {Shown(value)}");
        return TransferCandidates.Loosely(value);
    }

    private void Multipart(ReadOnlyMemory<byte> body, StrictContentType type, string where, int depth)
    {
        if (type.Single("boundary") is not { Length: > 0 } boundary || !IsPlainBoundary(boundary))
        {
            _found.Add("boundary", where, "the boundary is missing, or is not of the plain form");
            boundary = type.Parameters.FirstOrDefault(p => p.Name == "boundary").Value;
            if (string.IsNullOrEmpty(boundary))
                return;
        }

        if (_enclosing.Any(outer => outer.StartsWith(boundary, StringComparison.Ordinal) || boundary.StartsWith(outer, StringComparison.Ordinal)))
            _found.Add("boundary", where, "the boundary begins like that of a multipart around it");
        var split = MultipartSplit.Strict(body, System.Text.Encoding.Latin1.GetBytes(boundary));
        if (split.Flaws.HasFlag(DelimiterFlaws.NoDelimiter))
            _found.Add("delimiter", where, "the delimiter stands nowhere");
        else
            _found.Add(split.Flaws, where);
        if (split.Delimiters > 0 && MultipartSplit.Occurrences(body.Span, System.Text.Encoding.Latin1.GetBytes(boundary)) > split.Delimiters)
            _found.Add("delimiter", where, "the boundary stands in lines that are almost delimiters, or within a part");
        if (OutsideText.Hides(split.Preamble.Span))
            _found.Add("preamble", where, "what stands before the first part may be a part");
        if (OutsideText.Hides(split.Epilogue.Span))
            _found.Add("epilogue", where, "what stands after the last part may be a part");
        if (depth >= MaxDepth)
            return;
        var defaultType = type.Value == "multipart/digest" ? "message/rfc822" : "text/plain";
        _enclosing.Push(boundary);
        for (var i = 0; i < split.Parts.Length; i++)
            Entity(split.Parts[i], string.Create(CultureInfo.InvariantCulture, $"{where}.{i + 1}"), depth + 1, defaultType);
        _enclosing.Pop();
    }

    /// <summary>
    /// RFC 2046 §5.1.1: 1 to 70 characters of a short list, no space at the end. Quotes that some take away and dashes that make an end
    /// delimiter of a delimiter are allowed there, but not alike to all.
    /// </summary>
    private static bool IsPlainBoundary(string boundary)
        => boundary.Length <= MaxBoundary
            && boundary[^1] != ' '
            && boundary[0] is not ('\'' or ' ')
            && !boundary.EndsWith("--", StringComparison.Ordinal)
            && boundary.All(c => char.IsAsciiLetterOrDigit(c) || BoundaryCharacters.Contains(c, StringComparison.Ordinal));

    private void Leaf(ReadOnlyMemory<byte> body, StrictContentType type, RawEncoding encoding, string where)
    {
        if (EncodedContent.Fault(body.Span, encoding) is { } fault)
            _found.Add(encoding == RawEncoding.Base64 ? "base64" : "quoted-printable", where, fault);
        if (encoding == RawEncoding.Base64)
            return;
        if (encoding == RawEncoding.Identity && body.Span.Contains((byte)'\0'))
            _found.Add("nul", where, "a NUL in the text");
        if (type.Value.StartsWith("text/", StringComparison.Ordinal) && PartLike.BeginsWithFields(body.Span))
            _found.Add("header-end", where, "the body begins with MIME fields");
    }

    private static string Shown(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
