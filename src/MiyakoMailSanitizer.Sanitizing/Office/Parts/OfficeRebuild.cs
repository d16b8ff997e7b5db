using System.Globalization;
using System.Security.Cryptography;
using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>
/// Writes a package anew: from the main part on, by allow-listed relationships, each part by its kind. What nothing allowed leads to is left
/// behind.
/// </summary>
internal sealed class OfficeRebuild
{
    private const string TransitionalBase = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    private const string StrictBase = "http://purl.oclc.org/ooxml/officeDocument/relationships/";

    private static readonly string[] CommentTypes = ["comments", "ms:commentsExtended", "ms:commentsIds", "commentAuthors"];

    private readonly ContentTypes _types;
    private readonly SanitizeScope _scope;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<(string Source, PartKind Kind), PartInPackage> _parts = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _pictures = new(StringComparer.Ordinal);
    private readonly Queue<PartInPackage> _waiting = new();
    private readonly PackageWriter _writer = new();
    private readonly ContentTypeList _written = new();
    private readonly MainPart _main;
    private string? _placeholder;

    public OfficeRebuild(PackageReader package, ContentTypes types, MainPart main, SanitizeScope scope, CancellationToken cancellationToken)
    {
        Package = package;
        _main = main;
        _scope = scope;
        _cancellationToken = cancellationToken;
        _types = types;
        Options = scope.Policy.Office;
    }

    public PackageReader Package { get; }
    public OfficeApp App => _main.App;
    public OfficeOptions Options { get; }
    public OfficeFindings Findings { get; } = new();

    /// <summary>What was counted while reading and while writing.</summary>
    public ContentCounts Before, After;

    /// <summary>The document is of ISO 29500 strict, and stays so.</summary>
    public bool IsStrict { get; private set; }

    /// <summary>Parts that were read.</summary>
    public IEnumerable<PartInPackage> Parts => _parts.Values;

    public CancellationToken CancellationToken => _cancellationToken;

    /// <summary>Writes all of it.</summary>
    /// <exception cref="OfficeRefusedException">It can't be rebuilt.</exception>
    public byte[] Run()
    {
        var root = _main.Root;
        var main = ResolveMain();
        while (_waiting.TryDequeue(out var part))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Write(part);
        }
        var package = new PartInPackage("", null, null, root);
        package.Relate("rId1", Uri("officeDocument"), main.Name, isExternal: false);
        if (CoreProperties.Read(this, root.Values) is { } core)
        {
            _writer.Add("docProps/core.xml", s => s.Write(core));
            _written.Override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
            package.Relate("rId2", CoreProperties.RelationshipType, "docProps/core.xml", isExternal: false);
        }
        if (CoreProperties.ReadProgram(this, root.Values) is { } program)
        {
            _writer.Add("docProps/app.xml", s => s.Write(program));
            _written.Override("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml");
            package.Relate("rId3", TransitionalBase + "extended-properties", "docProps/app.xml", isExternal: false);
        }
        RelationshipWriter.Write(_writer, package);
        Leftovers.Report(this, root.Values, _types);
        return _writer.Finish(_written.ToXml());
    }

    /// <summary>The target of a relationship as it may be written; null where it may not.</summary>
    /// <param name="part">Whose relationship it is.</param>
    /// <param name="id">As it stands in the XML.</param>
    /// <param name="types">What it may be.</param>
    /// <returns>The id that is written.</returns>
    public string? Follow(PartInPackage part, string id, ReadOnlySpan<string> types)
    {
        if (!part.Source.TryGetValue(id, out var relationship) || !types.Contains(relationship.Type))
            return null;
        part.Used.Add(id);
        if (relationship.IsExternal)
            return relationship.Type == "hyperlink" ? FollowLink(part, relationship) : null;
        if (relationship.Type == "image")
            return part.Relate(id, Uri("image"), Picture(relationship.Target), isExternal: false);
        return Resolve(part, relationship) is { } target ? part.Relate(id, Uri(relationship.Type), target.Name, isExternal: false) : null;
    }

    /// <summary>A relationship to our picture for what was withheld.</summary>
    public string Placeholder(PartInPackage part) => part.RelateAnew(Uri("image"), PlaceholderPart());

    /// <summary>A new relationship to a picture, or to ours where it can't be had.</summary>
    public string RelatePicture(PartInPackage part, string? source)
        => part.RelateAnew(Uri("image"), source is null ? PlaceholderPart() : Picture(source));

    /// <summary>True where the relationship leads to our picture.</summary>
    public bool IsPlaceholder(PartInPackage part, string id)
        => _placeholder is not null && part.Written.TryGetValue(id, out var to) && to.Target == _placeholder;

    /// <summary>Leads a relationship to a part that may be written; the same source is the same part.</summary>
    public PartInPackage? Resolve(PartInPackage? owner, Relationship relationship)
    {
        if (PartKinds.Find(App, relationship.Type) is not { } kind || relationship.IsExternal)
            return null;
        if (Options.Comments == KeepOrRemove.Remove && CommentTypes.Contains(kind.Type))
        {
            Findings.Add("office.comment", relationship.Target, "comments were removed");
            return null;
        }
        if (Package.Find(relationship.Target) is not { } entry)
            return null;
        if (_parts.TryGetValue((entry.Name, kind), out var known))
            return known;
        if (!kind.Reads(_types.Of(entry.Name)) || !(kind.IsVml || HasRoot(entry, kind)))
            return null;
        var number = _numbers[kind.Path] = _numbers.GetValueOrDefault(kind.Path) + 1;
        var shown = number == 1 && kind.Path.StartsWith(Folder, StringComparison.Ordinal) && IsSingle(kind) ? "" : number.ToString(CultureInfo.InvariantCulture);
        var name = kind.Path.Replace("{app}", Folder, StringComparison.Ordinal).Replace("#", shown, StringComparison.Ordinal);
        var part = new PartInPackage(name, kind, entry, Relationships.Read(Package, entry.Name)) { Owner = owner };
        _parts.Add((entry.Name, kind), part);
        _waiting.Enqueue(part);
        return part;
    }

    /// <summary>The full type of a relationship by its short name.</summary>
    public string Uri(string type)
        => PartKinds.Find(App, type)?.RelationshipUri ?? $"{(IsStrict ? StrictBase : TransitionalBase)}{type}";

    private string Folder => App switch { OfficeApp.Word => "word", OfficeApp.Xl => "xl", _ => "ppt" };

    // Parts of which a package has one are known without a number.
    private static bool IsSingle(PartKind kind)
        => kind.Path.Count(c => c == '/') == 1 && kind.Type is not ("header" or "footer") && !(kind.App == OfficeApp.Xl && kind.Type == "comments");

    private PartInPackage ResolveMain()
    {
        var own = Vocabulary.Of(PartKinds.Find(App, "officeDocument")!.Root[..1]);
        IsStrict = own.StrictUri is not null && Peek(_main.Entry)?.Uri == own.StrictUri;
        return Resolve(null, _main.Relationship) ?? throw PackageDirectory.Broken("its main part is not what the package says it is");
    }

    private bool HasRoot(PackageEntry entry, PartKind kind)
    {
        var colon = kind.Root.IndexOf(':', StringComparison.Ordinal);
        return Peek(entry) is { } root && root.Name == kind.Root[(colon + 1)..]
            && Vocabulary.Find(root.Uri)?.Prefix == kind.Root[..colon];
    }

    private (string Uri, string Name)? Peek(PackageEntry entry)
    {
        try
        {
            using var reader = PackageXml.Open(Package.Open(entry));
            return reader.MoveToContent() == XmlNodeType.Element ? (reader.NamespaceURI, reader.LocalName) : null;
        }
        catch (XmlException e)
        {
            throw PackageXml.Malformed(entry.Name, e);
        }
    }

    /// <summary>Where a hyperlink leads, if it may be shown; else null.</summary>
    public string? LinkTarget(PartInPackage part, string id)
        => part.Source.TryGetValue(id, out var link) && link is { Type: "hyperlink", IsExternal: true } ? OfficeLink.Check(link.Target) : null;

    private string? FollowLink(PartInPackage part, Relationship link)
    {
        if (OfficeLink.Check(link.Target) is not { } target)
        {
            Findings.Add("office.link", part.Entry!.Name, $"a link to {link.Target} was removed");
            return null;
        }
        if (Options.Links == LinkStyle.Keep)
            return part.Relate(link.Id, Uri("hyperlink"), target, isExternal: true);
        Findings.Add("office.link", part.Entry!.Name, $"a link to {target} was {(Options.Links == LinkStyle.Defang ? "disarmed" : "removed")}, as the settings ask for");
        return null;
    }

    private void Write(PartInPackage part)
    {
        foreach (var relationship in part.Source.Values.Where(r => part.Kind!.Implicit.Contains(r.Type)))
            Follow(part, relationship.Id, [relationship.Type]);
        _writer.Add(part.Name, s => PartWriter.Write(this, part, s));
        if (!part.Kind!.IsVml)
            _written.Override(part.Name, $"application/{part.Kind.ContentType}");
        else
            _written.Default("vml", $"application/{part.Kind.ContentType}");
        RelationshipWriter.Write(_writer, part);
    }

    private string Picture(string source)
    {
        if (_pictures.TryGetValue(source, out var known))
            return known;
        return _pictures[source] = Package.Find(source) is { } entry ? AddPicture(entry) : PlaceholderPart();
    }

    /// <summary>Pictures are files of their own, by the same rules and on the same budget.</summary>
    private string AddPicture(PackageEntry entry)
    {
        var content = Package.ReadAll(entry);
        var hash = Convert.ToHexString(SHA256.HashData(content));
        if (_pictures.TryGetValue(hash, out var same))
            return same;
        var report = _scope.TreatNested(new(entry.Name[(entry.Name.LastIndexOf('/') + 1)..], _types.Of(entry.Name), content), _cancellationToken);
        if (report.Outcome.Delivered is not { Format: { Family: "image" } format } file || !PictureTypes.Contains(format.Id))
        {
            Findings.Add("office.content-lost", entry.Name, "a picture could not be made safe; a grey field stands in its place");
            return _pictures[hash] = PlaceholderPart();
        }
        return _pictures[hash] = AddMedia(file.Content, format.Extensions[0], format.MediaType);
    }

    // What both Office and LibreOffice show.
    private static readonly string[] PictureTypes = ["png", "jpeg", "gif", "bmp", "tiff"];

    private string PlaceholderPart() => _placeholder ??= AddMedia(PlaceholderPicture.Png, ".png", "image/png");

    private string AddMedia(ReadOnlyMemory<byte> content, string extension, string mediaType)
    {
        var number = _numbers["media"] = _numbers.GetValueOrDefault("media") + 1;
        var name = string.Create(CultureInfo.InvariantCulture, $"{Folder}/media/image{number}{extension}");
        _writer.Add(name, s => s.Write(content.Span));
        _written.Default(extension[1..], mediaType);
        return name;
    }
}
