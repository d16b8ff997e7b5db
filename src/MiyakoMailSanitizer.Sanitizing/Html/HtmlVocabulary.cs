using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>What is known of an element, after the groups of the HTML standard §13.2.4.2 and of the insertion modes.</summary>
[Flags]
internal enum HtmlTraits
{
    None = 0,

    /// <summary>Has no end tag and no content.</summary>
    Void = 1,

    /// <summary>"Special": an inline end tag can't reach over it.</summary>
    Special = 1 << 1,

    /// <summary>"Formatting": its end tag works over block elements.</summary>
    Formatting = 1 << 2,

    /// <summary>"In scope" ends here.</summary>
    Scope = 1 << 3,

    /// <summary>Its start tag closes an open paragraph.</summary>
    ClosesParagraph = 1 << 4,

    /// <summary>Its content is never shown as text.</summary>
    Dropped = 1 << 5,

    /// <summary>May lie in the head; any other opens the body.</summary>
    HeadContent = 1 << 6,

    /// <summary>Part of a table that holds no text itself: what is not for a table goes before the table ("foster parenting").</summary>
    TableFrame = 1 << 7,

    /// <summary>May lie in a <see cref="TableFrame"/>.</summary>
    TableContent = 1 << 8,

    TablePart = 1 << 9,

    Heading = 1 << 10,

    /// <summary>An HTML element that ends SVG or MathML (§13.2.6.5).</summary>
    LeavesForeign = 1 << 11,

    /// <summary>Laid out as a box by default, so that width, height and overflow apply to it.</summary>
    Block = 1 << 12,

    /// <summary>Not shown where it lies in SVG or MathML.</summary>
    ForeignDropped = 1 << 13,

    /// <summary>"Special", but not one that a list item may lie in and still be closed by the next one (§13.2.6.4.7, "li").</summary>
    Barrier = 1 << 14,
}

/// <summary>How the tokenizer reads an element's content.</summary>
internal enum HtmlContent
{
    Markup = 0,

    /// <summary>No markup, character references resolved.</summary>
    Text,

    /// <summary>No markup at all up to the end tag.</summary>
    Raw,

    /// <summary>As <see cref="Raw"/>, with the standard's exceptions for scripts in comments.</summary>
    Script,

    /// <summary>All the rest of the page.</summary>
    Rest,
}

/// <summary>A tag name. Known names exist once, so that they are compared by reference and told by number.</summary>
internal sealed class HtmlName
{
    /// <summary>Longer names are cut: none of them means anything.</summary>
    private const int MaxLength = 64;

    private static readonly Dictionary<string, HtmlName> Building = new(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, HtmlName> Known = BuildKnown();
    private static readonly FrozenDictionary<string, HtmlName>.AlternateLookup<ReadOnlySpan<char>> KnownSpans =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private HtmlName(string text, int id)
    {
        Text = text;
        Id = id;
    }

    public static HtmlName ForText { get; } = new("#text", 0);

    /// <summary>Marks where a misnested inline element ended.</summary>
    public static HtmlName ForEnd { get; } = new("#end", 0);

    public static HtmlName A { get; } = Known["a"];

    public static HtmlName Body { get; } = Known["body"];

    public static HtmlName Br { get; } = Known["br"];

    public static HtmlName Button { get; } = Known["button"];

    public static HtmlName Caption { get; } = Known["caption"];

    public static HtmlName Dd { get; } = Known["dd"];

    public static HtmlName Div { get; } = Known["div"];

    public static HtmlName Dl { get; } = Known["dl"];

    public static HtmlName Dt { get; } = Known["dt"];

    public static HtmlName ForeignObject { get; } = Known["foreignobject"];

    public static HtmlName Head { get; } = Known["head"];

    public static HtmlName Html { get; } = Known["html"];

    public static HtmlName Image { get; } = Known["img"];

    public static HtmlName Item { get; } = Known["li"];

    public static HtmlName MathMl { get; } = Known["math"];

    public static HtmlName Paragraph { get; } = Known["p"];

    public static HtmlName Quote { get; } = Known["blockquote"];

    public static HtmlName Style { get; } = Known["style"];

    public static HtmlName Svg { get; } = Known["svg"];

    public static HtmlName Table { get; } = Known["table"];

    public static HtmlName Td { get; } = Known["td"];

    public static HtmlName Template { get; } = Known["template"];

    public static HtmlName Th { get; } = Known["th"];

    public static HtmlName Tr { get; } = Known["tr"];

    public static ReadOnlySpan<HtmlName> Lists => ListNames;

    public static ReadOnlySpan<HtmlName> HeadingNames => Headings;

    public static ReadOnlySpan<HtmlName> SectionNames => Sections;

    /// <summary>One more than the highest <see cref="Id"/>.</summary>
    public static int Count => Known.Count + 1;

    /// <summary>Lower case.</summary>
    public string Text { get; }

    /// <summary>From 1; 0 for names that are not known.</summary>
    public int Id { get; }

    public HtmlTraits Traits { get; private set; }

    public HtmlContent Content { get; private set; }

    private static HtmlName[] ListNames { get; } = [Known["ul"], Known["ol"], Known["menu"], Known["dir"]];

    private static HtmlName[] Headings { get; } = [Known["h1"], Known["h2"], Known["h3"], Known["h4"], Known["h5"], Known["h6"]];

    private static HtmlName[] Sections { get; } = [Known["thead"], Known["tbody"], Known["tfoot"]];

    /// <summary>The name of a tag as written, in any case.</summary>
    public static HtmlName Of(ReadOnlySpan<char> written)
    {
        if (KnownSpans.TryGetValue(written, out var known))
            return known;
        Span<char> lower = stackalloc char[MaxLength];
        written = written[..Math.Min(written.Length, MaxLength)];
        lower = lower[..written.Length];
        written.ToLowerInvariant(lower);
        return KnownSpans.TryGetValue(lower, out known) ? known : new HtmlName(lower.ToString(), 0);
    }

    public bool Has(HtmlTraits trait) => (Traits & trait) != 0;

    public override string ToString() => Text;

    private static FrozenDictionary<string, HtmlName> BuildKnown()
    {
        Add(
            HtmlTraits.Void,
            "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr");
        Add(
            HtmlTraits.Special | HtmlTraits.ClosesParagraph | HtmlTraits.Block,
            "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form " +
            "h1 h2 h3 h4 h5 h6 header hgroup li listing main menu nav ol p plaintext pre search section summary ul xmp");
        Add(HtmlTraits.ClosesParagraph, "hr table");
        Add(HtmlTraits.Special, "body frameset head html iframe noembed noframes noscript script select style");
        Add(HtmlTraits.Special, "tbody textarea tfoot thead title tr");
        Add(HtmlTraits.Special | HtmlTraits.Scope, "applet button caption marquee object table td template th foreignobject");
        Add(HtmlTraits.Formatting, "a b big code em font i nobr s small strike strong tt u");
        Add(HtmlTraits.Dropped, "script style template title iframe noembed noframes datalist rp progress meter head");
        Add(
            HtmlTraits.HeadContent,
            "head html base basefont bgsound link meta noframes noscript script style template title");
        Add(HtmlTraits.TableFrame, "table thead tbody tfoot tr");
        Add(HtmlTraits.TableContent, "caption col colgroup thead tbody tfoot tr td th form script style template");
        Add(HtmlTraits.TablePart, "caption col colgroup thead tbody tfoot tr td th");
        Add(HtmlTraits.Heading, "h1 h2 h3 h4 h5 h6");
        Add(
            HtmlTraits.LeavesForeign,
            "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p " +
            "pre ruby s small span strong strike sub sup table tt u ul var");
        Add(HtmlTraits.Block, "body html marquee legend");
        Add(
            HtmlTraits.None,
            "svg math span ruby rt rb rtc sup sub del ins q abbr label option optgroup map audio video text acronym " +
            "v:roundrect v:rect v:oval v:shape");
        Add(HtmlTraits.ForeignDropped, "desc metadata title style script defs symbol clippath mask annotation annotation-xml");
        foreach (var name in Building.Values)
        {
            if (name.Has(HtmlTraits.Special) && name.Text is not ("address" or "div" or "p" or "li" or "dd" or "dt"))
                name.Traits |= HtmlTraits.Barrier;
        }
        Read(HtmlContent.Text, "textarea title");
        Read(HtmlContent.Raw, "style xmp iframe noembed noframes");
        Read(HtmlContent.Script, "script");
        Read(HtmlContent.Rest, "plaintext");
        return Building.ToFrozenDictionary(StringComparer.Ordinal);

        static void Add(HtmlTraits trait, string names)
        {
            foreach (var name in names.Split(' '))
                Get(name).Traits |= trait;
        }

        static void Read(HtmlContent content, string names)
        {
            foreach (var name in names.Split(' '))
                Get(name).Content = content;
        }

        static HtmlName Get(string name)
        {
            if (!Building.TryGetValue(name, out var known))
                Building[name] = known = new HtmlName(name, Building.Count + 1);
            return known;
        }
    }
}

/// <summary>The attributes that are looked at.</summary>
internal static class HtmlAttributes
{
    private static readonly FrozenDictionary<string, string> Known = (
        "alt background bgcolor border checked class color colspan content data-filename height hidden href http-equiv id label media " +
        "name open placeholder poster reversed role rowspan selected size src srcset start style text title type " +
        "usemap value width xlink:href")
        .Split(' ').ToFrozenDictionary(n => n, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> KnownSpans =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The one string of a known name, or null. <paramref name="name"/> is lower case.</summary>
    public static string? Find(ReadOnlySpan<char> name) => KnownSpans.TryGetValue(name, out var known) ? known : null;

    internal static FrozenSet<string> Words(string list) => list.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
