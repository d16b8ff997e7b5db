namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>A way to make a message that programs read differently.</summary>
/// <param name="Name">What the message is called by.</param>
/// <param name="Make">Spoils the entity that the gap names.</param>
/// <param name="Expected">
/// Code patterns of which one finding must fit (a <c>*</c> at the end fits anything); empty where a standard settles the reading.
/// </param>
internal sealed record GapMaker(string Name, Action<Gap> Make, params string[] Expected)
{
    public static readonly string[] Ambiguous = ["mail.ambiguous.*"];

    /// <summary>One that must be reported as ambiguous.</summary>
    public static GapMaker Of(string name, Action<Gap> make) => new(name, make, Ambiguous);

    /// <summary>One of which a standard settles the reading: nothing may be hidden, but nothing need be said.</summary>
    public static GapMaker Settled(string name, Action<Gap> make) => new(name, make);
}

/// <summary>One gap in the making: the multipart to spoil, and the marker to hide in it.</summary>
internal sealed class Gap(MailPart target, Marker marker, Random random, GeneratedMail mail)
{
    /// <summary>A multipart/mixed with a text and an honest file.</summary>
    public MailPart Target => target;

    public Marker Marker => marker;

    public string Name => marker.Name;

    /// <summary>The boundary of the target's delimiters.</summary>
    public string A => target.Boundary;

    /// <summary>The boundary of the other reading.</summary>
    public string B { get; } = $"other{random.Next(1000, 9999)}";

    public Random Random => random;

    public T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    /// <summary>The same choice each time for each variant, so that all get a turn.</summary>
    public T Turn<T>(params T[] choices) => choices[mail.Variant % choices.Length];

    /// <summary>Changes the finished message.</summary>
    public void AtEnd(Func<string, string> change) => mail.Changes.Add(change);

    /// <summary>Sets the target's Content-Type to these raw values, one field each.</summary>
    public void Types(params string[] values) => target.Replace("Content-Type", [.. values.Select(v => $"Content-Type: {v}")]);

    public void RawTypes(params string[] fields) => target.Replace("Content-Type", fields);

    public void Attach(MailPart part) => target.Parts!.Add(part);

    public void AttachMarker() => Attach(marker.Part());

    /// <summary>Attaches the marker with other fields or another body.</summary>
    public MailPart AttachMarker(string body, params string[] fields)
    {
        var part = MailPart.Leaf(body, fields);
        Attach(part);
        return part;
    }

    /// <summary>The marker with its file fields, and a transfer encoding of the caller's.</summary>
    public void AttachEncoded(string body, params string[] encodings)
    {
        var part = marker.Part();
        part.Body = body;
        part.Replace("Content-Transfer-Encoding", encodings);
        Attach(part);
    }

    /// <summary>The part of a reader that splits at the other boundary.</summary>
    public string OtherReading(string? boundary = null)
        => $"--{boundary ?? B}\r\n{marker.Part().Render()}\r\n--{boundary ?? B}--\r\n";

    /// <summary>Puts the other reading where the first sees no part: before, behind, or within a text.</summary>
    public void HideOtherReading(string? boundary = null)
    {
        var other = OtherReading(boundary);
        switch (random.Next(3))
        {
            case 0:
                target.Preamble += other;
                break;
            case 1:
                target.Epilogue += other;
                break;
            default:
                target.Parts!.Add(MailPart.Leaf($"See below.\r\n{other}", "Content-Type: text/plain; charset=us-ascii"));
                break;
        }
    }
}

/// <summary>A message of the generator.</summary>
internal sealed class GeneratedMail
{
    public required string FileName { get; init; }

    /// <summary>Which of a maker's variants it is.</summary>
    public required int Variant { get; init; }

    /// <summary>The makers that spoilt it; none for an honest message.</summary>
    public required GapMaker[] Makers { get; init; }

    public Marker[] Markers { get; set; } = [];

    public List<Func<string, string>> Changes { get; } = [];

    public byte[] Content { get; set; } = [];
}
