using System.Globalization;

namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

/// <summary>PDFs of exactly the shape that we write: every object is reached, is of one kind, and has only the keys of its kind.</summary>
internal sealed class PdfChecker : IFormatChecker
{
    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        var shape = new PdfFileShape();
        if (shape.Read(content) is { } fault)
            faults.Add("file.pdf", place.Path, fault);
        else
            new PdfWalk(shape, place, faults).Run();
    }
}

/// <summary>Goes from the catalog to every object, by kinds.</summary>
internal sealed class PdfWalk(PdfFileShape shape, Place place, FaultList faults)
{
    private readonly string?[] _kinds = new string?[shape.Objects.Count];
    private readonly Queue<int> _open = new();
    private readonly PdfStreams _streams = new();

    public void Run()
    {
        Visit(1, "Catalog");
        if (shape.HasInfo)
            Visit(2, "Info");
        while (_open.TryDequeue(out var number) && !faults.IsFull)
            Look(number, shape.Objects[number], _kinds[number]!);
        for (var i = 1; i < _kinds.Length && !faults.IsFull; i++)
        {
            if (_kinds[i] is null)
                Fault(i, "nothing refers to it");
        }
    }

    private void Fault(int number, string what)
        => faults.Add("file.pdf", place.Path, string.Create(CultureInfo.InvariantCulture, $"object {number}: {what}"));

    private void Visit(int number, string kind)
    {
        if (number >= _kinds.Length)
        {
            Fault(number, "there is no such object");
        }
        else if (_kinds[number] is null)
        {
            _kinds[number] = kind;
            _open.Enqueue(number);
        }
        else if (_kinds[number] != kind)
        {
            Fault(number, $"it is used as {_kinds[number]} and as {kind}");
        }
    }

    private PdfNode Resolve(PdfNode node)
        => node.Kind == PdfKind.Reference && node.Number < shape.Objects.Count ? shape.Objects[(int)node.Number] : node;

    /// <summary>An object or a direct dictionary of a kind.</summary>
    private void Is(int number, PdfNode node, string kind)
    {
        kind = Exact(Resolve(node), kind);
        if (node.Kind == PdfKind.Reference)
            Visit((int)node.Number, kind);
        else
            Look(number, node, kind);
    }

    /// <summary>Where a place takes several kinds, which one this is.</summary>
    private static string Exact(PdfNode node, string kind) => kind switch
    {
        "Font" => node.Keys.GetValueOrDefault("Subtype")?.Text switch { "Type0" => "Composite", "Type3" => "Drawn", _ => "Simple" },
        "XObject" => node.Keys.GetValueOrDefault("Subtype")?.Text == "Image" ? "Image" : "Form",
        "Pattern" => node.Stream is null ? "Shaded" : "Tiling",
        _ => kind,
    };

    private void Look(int number, PdfNode node, string kind)
    {
        if (node.Kind != PdfKind.Dictionary || !PdfTables.Kinds.TryGetValue(kind, out var rules))
        {
            Fault(number, $"it is no {kind}");
            return;
        }
        var isStream = PdfTables.Streams.Contains(kind) || (kind is "Function" or "Shading" && node.Stream is not null);
        if (isStream != node.Stream is not null)
            Fault(number, $"it is no {kind}");
        foreach (var (key, value) in node.Keys)
        {
            if (isStream && key == "Filter")
            {
                if (!value.IsName("FlateDecode") && !(kind == "Image" && value.IsName("DCTDecode")))
                    Fault(number, "its filter is none that we write");
            }
            else if (!rules.TryGetValue(key, out var rule))
            {
                Fault(number, $"{kind} may not have the key {key}");
            }
            else
            {
                Check(number, value, rule);
            }
        }
        if (rules.Values.FirstOrDefault(r => r.IsRequired && !node.Keys.ContainsKey(r.Key)) is { } missing)
            Fault(number, $"{kind} lacks the key {missing.Key}");
        if (isStream && (!node.Keys.ContainsKey("Filter") || _streams.Fault(node, kind, this) is { }))
            Fault(number, _streams.Fault(node, kind, this) ?? "its stream is not packed");
    }

    private void Check(int number, PdfNode value, PdfRule rule)
    {
        var what = rule.What;
        var fits = what[0] switch
        {
            'n' => value.Kind == PdfKind.Number,
            'i' => value.IsInteger,
            'b' => value.Kind == PdfKind.Bool,
            's' => value.Kind == PdfKind.String,
            '#' => IsNumbers(value, what.Length > 1 ? int.Parse(what.AsSpan(1), CultureInfo.InvariantCulture) : -1),
            '=' => value.Kind == PdfKind.Name && what[1..].Split('|').Contains(value.Text),
            'N' => value.Kind == PdfKind.Name && !PdfTables.Forbidden.Contains(value.Text),
            '>' => Go(() => Is(number, value, what[1..])),
            '[' => Each(number, value, what[1..]),
            '*' => All(number, value, what[1..]),
            _ => Special(number, value, what),
        };
        if (!fits)
            Fault(number, $"the value of {rule.Key} is none that we write");
    }

    private static bool Go(Action action)
    {
        action();
        return true;
    }

    private static bool IsNumbers(PdfNode value, int count)
        => value.Kind == PdfKind.Array && (count < 0 || value.Items.Count == count) && value.Items.TrueForAll(i => i.Kind == PdfKind.Number);

    private bool Each(int number, PdfNode value, string kind)
    {
        if (value.Kind != PdfKind.Array)
            return false;
        if (kind == "b")
            return value.Items.TrueForAll(i => i.Kind == PdfKind.Bool);
        value.Items.ForEach(i => Is(number, i, kind));
        return true;
    }

    private bool All(int number, PdfNode value, string kind)
    {
        if (value.Kind != PdfKind.Dictionary)
            return false;
        foreach (var (key, item) in value.Keys)
        {
            if (PdfTables.Forbidden.Contains(key))
                return false;
            if (kind == "@space" ? !Special(number, item, kind) : !Go(() => Is(number, item, kind)))
                return false;
        }
        return true;
    }

    private bool Special(int number, PdfNode value, string what) => what switch
    {
        "@space" => PdfSpaces.Components(value, Resolve, (n, k) => Is(number, n, k)) >= 0,
        "@dest" => Destination(number, value),
        "@uri" => value.Kind == PdfKind.String && PdfStreams.IsPlainUri(value.Bytes),
        "@up" => value.Kind == PdfKind.Reference && Go(() => Visit((int)value.Number, Resolve(value).Keys.ContainsKey("Type") ? "Outlines" : "Item")),
        "@labels" => Labels(number, value),
        "@mask" => IsNumbers(value, -1) || (value.Kind == PdfKind.Reference && Go(() => Is(number, value, "Image"))),
        "@dash" => value.Kind == PdfKind.Array && value.Items is [var dashes, { Kind: PdfKind.Number }] && IsNumbers(dashes, -1),
        "@font" => value.Kind == PdfKind.Array && value.Items is [{ Kind: PdfKind.Reference } font, { Kind: PdfKind.Number }] && Go(() => Is(number, font, "Font")),
        "@soft" => value.IsName("None") || Go(() => Is(number, value, "SoftMask")),
        "@transfer" => value.IsName("Identity") || Go(() => Is(number, value, "Function")),
        "@functions" => value.Kind == PdfKind.Array ? Each(number, value, "Function") : Go(() => Is(number, value, "Function")),
        "@encoding" => value.Kind == PdfKind.Name ? PdfTables.Encodings.Contains(value.Text) : Go(() => Is(number, value, "Encoding")),
        "@unicode" => value.Kind == PdfKind.Name ? PdfTables.PredefinedCMaps.Contains(value.Text) : Go(() => Is(number, value, "Unicode")),
        "@cmap" => value.Kind == PdfKind.Name ? PdfTables.PredefinedCMaps.Contains(value.Text) : Go(() => Is(number, value, "CMap")),
        "@predefined" => value.Kind == PdfKind.Name && PdfTables.PredefinedCMaps.Contains(value.Text),
        "@glyphs" => value.IsName("Identity") || (value.Kind == PdfKind.Reference && Go(() => Is(number, value, "GlyphMap"))),
        "@widths" => value.Kind == PdfKind.Array && value.Items.TrueForAll(i => i.Kind == PdfKind.Number || IsNumbers(i, -1)),
        "@differences" => value.Kind == PdfKind.Array && value.Items.TrueForAll(
            i => i.IsInteger || (i.Kind == PdfKind.Name && !PdfTables.Forbidden.Contains(i.Text))),
        _ => false,
    };

    private bool Destination(int number, PdfNode value)
    {
        if (value.Kind != PdfKind.Array || value.Items.Count is < 2 or > 6 || value.Items[0].Kind != PdfKind.Reference || value.Items[1].Kind != PdfKind.Name)
            return false;
        Is(number, value.Items[0], "Page");
        return value.Items[1].Text is "XYZ" or "Fit" or "FitH" or "FitV" or "FitR" or "FitB" or "FitBH" or "FitBV"
            && value.Items.Skip(2).All(r => r.Kind is PdfKind.Number or PdfKind.Null);
    }

    private bool Labels(int number, PdfNode value)
    {
        if (value.Kind != PdfKind.Array || value.Items.Count % 2 != 0)
            return false;
        for (var i = 0; i < value.Items.Count; i += 2)
        {
            if (!value.Items[i].IsInteger)
                return false;
            Is(number, value.Items[i + 1], "Label");
        }
        return true;
    }

    /// <summary>Of a picture.</summary>
    public int Components(PdfNode space) => PdfSpaces.Components(space, Resolve, (_, _) => { });

    /// <summary>The resources of a content stream, or null where they are elsewhere.</summary>
    public PdfNode? Category(PdfNode owner, string category)
        => owner.Keys.TryGetValue("Resources", out var resources) ? Resolve(resources).Keys.GetValueOrDefault(category) : null;
}
