namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>
/// An entity as bytes are written, not as it is meant: each piece can be spoilt on its own. One char is one byte (Latin-1).
/// </summary>
internal sealed class MailPart
{
    /// <summary>Raw header fields without their line end; what is folded holds its own line ends.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>What stands after the last field's line end, before the body.</summary>
    public string HeaderEnd { get; set; } = "\r\n";

    public string FieldEnd { get; set; } = "\r\n";

    /// <summary>The body of a leaf.</summary>
    public string Body { get; set; } = "";

    /// <summary>The parts of a multipart, or null for a leaf.</summary>
    public List<MailPart>? Parts { get; init; }

    /// <summary>What the delimiters are written with; the fields may say another thing.</summary>
    public string Boundary { get; set; } = "";

    public string Preamble { get; set; } = "";

    public string Epilogue { get; set; } = "";

    /// <summary>The delimiter before part i, given the boundary.</summary>
    public Func<int, string, string> Delimiter { get; set; } = (_, boundary) => $"\r\n--{boundary}\r\n";

    /// <summary>The delimiter after the last part, given the boundary.</summary>
    public Func<string, string> Closing { get; set; } = boundary => $"\r\n--{boundary}--\r\n";

    /// <summary>Changes the finished body, for instance by a transfer encoding.</summary>
    public Func<string, string> Finish { get; set; } = body => body;

    public static MailPart Leaf(string body, params string[] fields)
    {
        var part = new MailPart { Body = body };
        part.Fields.AddRange(fields);
        return part;
    }

    public static MailPart Multipart(string subtype, string boundary, params MailPart[] parts)
    {
        var part = new MailPart { Boundary = boundary, Parts = [.. parts] };
        part.Fields.Add($"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"");
        return part;
    }

    /// <summary>Takes all fields of one name away and puts others in their place.</summary>
    public void Replace(string name, params string[] fields)
    {
        var at = Fields.FindIndex(f => Named(f, name));
        Fields.RemoveAll(f => Named(f, name));
        Fields.InsertRange(at < 0 ? Fields.Count : at, fields);
    }

    public string Render() => string.Concat(Fields.Select(f => f + FieldEnd)) + HeaderEnd + Finish(RenderBody());

    private string RenderBody()
    {
        if (Parts is null)
            return Body;
        var parts = Parts.Select((p, i) => Delimiter(i, Boundary) + p.Render());
        var body = Preamble + string.Concat(parts) + Closing(Boundary);
        // A multipart without a preamble begins with its delimiter: the empty line of the header is the delimiter's line end.
        return (Preamble.Length == 0 && body.StartsWith("\r\n--", StringComparison.Ordinal) ? body[2..] : body) + Epilogue;
    }

    private static bool Named(string field, string name) => field.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
