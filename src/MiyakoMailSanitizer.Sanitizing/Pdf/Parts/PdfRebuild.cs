using MiyakoMailSanitizer.Sanitizing.Pdf.Content;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Writes one document anew: what each kind of object may hold is copied value by value, all else is not.</summary>
internal sealed class PdfRebuild
{
    /// <summary>Steps that drawing a page may take, with all that is drawn within each other.</summary>
    private const long MaxSteps = 20_000_000;

    /// <inheritdoc cref="MaxSteps"/>
    public long MaxCost => Scope.Treatment == Rules.Treatment.Rebuild ? MaxSteps : AsText.PdfAsText.MaxCost;

    private PdfReference? _catalog, _info;

    public PdfRebuild(PdfFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        (File, Scope, CancellationToken) = (file, scope, cancellationToken);
        Writer = new(file.Budget);
        Layers = new(file);
        Functions = new(this);
        ColorSpaces = new(this);
        Pictures = new(this);
        XObjects = new(this);
        Patterns = new(this);
        States = new(this);
        Fonts = new(this);
        Pages = new(this);
    }

    public PdfFile File { get; }
    public SanitizeScope Scope { get; }
    public CancellationToken CancellationToken { get; }
    public PdfWriter Writer { get; }
    public PdfFindings Findings { get; } = new();
    public Layers Layers { get; }
    public Functions Functions { get; }
    public ColorSpaces ColorSpaces { get; }
    public Pictures Pictures { get; }
    public XObjects XObjects { get; }
    public Patterns Patterns { get; }
    public GraphicsStates States { get; }
    public Fonts Fonts { get; }

    /// <summary>How deep what is being copied lies within other such things.</summary>
    public int Nesting { get; set; }

    /// <summary>Destinations by name, once they were asked for.</summary>
    public Dictionary<string, PdfValue>? NamedDestinations { get; set; }

    /// <summary>Pictures, fonts and forms that a viewer may show and that were left out so far, each time that they are used.</summary>
    public int Losses { get; set; }

    /// <summary>The pages, once <see cref="Run"/> has found them.</summary>
    public PageTree Pages { get; }

    /// <exception cref="PdfRefusedException">Nothing sound can be written.</exception>
    public byte[] Run()
    {
        if (File.Repaired is { } why)
            Findings.Add("pdf.repaired", "", why);
        if (File.IsUnlocked)
            Findings.Add("file.unlocked", "", "it was opened with a password");
        else if (File.IsEncrypted)
            Findings.Add("pdf.decrypted", "", "it was encrypted, with no password to open it");
        Pages.Find();
        new Survey.PdfSurvey(this, Pages).Run();
        var catalog = Writer.Reserve();
        var tree = Writer.Reserve();
        var root = new PdfDictionary().WithName("Type", "Catalog").With("Pages", tree);
        Pages.Write(tree);
        new Navigation(this, Pages).Write(root);
        Writer.Set(catalog, root);
        (_catalog, _info) = (catalog, Navigation.Info(this));
        return Finish();
    }

    /// <summary>The file as it stands now; pages may have been replaced since.</summary>
    public byte[] Finish() => Writer.Finish(_catalog!, _info);

    /// <summary>The matrix of a dictionary; null where there is none.</summary>
    public PdfArray? Numbers(PdfValue? value, int count) => File.Numbers64(value, count, count) is { } numbers ? PdfArray.Of(numbers) : null;

    /// <summary>Rewrites content with its resources into a dictionary.</summary>
    public (PdfValue Stream, long Cost) Content(PdfStream stream, PdfDictionary head, PdfDictionary? resources, string where)
    {
        var rewriter = new ContentRewriter(this, resources, where);
        var content = rewriter.Run(StreamDecoder.Bytes(stream, File));
        head["Resources"] = rewriter.Book.ToDictionary();
        return (Writer.AddStream(head, content), rewriter.Cost + 1);
    }
}

/// <summary>Runs what copies an object once for each object, and breaks loops.</summary>
internal sealed class Copies(PdfRebuild rebuild)
{
    /// <summary>Forms, fonts and patterns within each other. Viewers stop at about the same.</summary>
    private const int MaxDepth = 24;

    private readonly Dictionary<PdfValue, (PdfValue? Copy, long Cost, int Losses)> _done = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<PdfValue> _open = new(ReferenceEqualityComparer.Instance);

    public (PdfValue? Copy, long Cost) Of(PdfValue source, string where, Func<(PdfValue? Copy, long Cost)> copy)
    {
        if (_done.TryGetValue(source, out var known))
        {
            rebuild.Losses += known.Losses;
            return (known.Copy, known.Cost);
        }
        if (rebuild.Nesting >= MaxDepth || !_open.Add(source))
        {
            rebuild.Findings.Add("pdf.loop", where, "what is drawn contains itself, or is nested too deeply; it was left out");
            return (null, 0);
        }
        rebuild.Nesting++;
        var before = rebuild.Losses;
        (PdfValue? Copy, long Cost) made = (null, 0);
        try
        {
            made = copy();
        }
        catch (PdfBrokenException e)
        {
            rebuild.Findings.Add("pdf.content-repaired", where, $"a resource was left out: {e.Message}");
            rebuild.Losses++;
        }
        finally
        {
            rebuild.Nesting--;
            _open.Remove(source);
        }
        _done[source] = (made.Copy, made.Cost, rebuild.Losses - before);
        return made;
    }
}
