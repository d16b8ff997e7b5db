using System.Collections.Frozen;
using AngleSharp.Html.Parser;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>What the tree builder knows of an element, after the groups of the HTML standard §13.2.4.2.</summary>
[Flags]
internal enum HtmlTraits
{
    None = 0,

    /// <summary>Has no end tag and no content.</summary>
    Void = 1,

    /// <summary>"Special": an inline end tag can't reach over it.</summary>
    Special = 2,

    /// <summary>"Formatting": its end tag works over block elements.</summary>
    Formatting = 4,

    /// <summary>"In scope" ends here.</summary>
    Scope = 8,

    /// <summary>Its start tag closes an open paragraph.</summary>
    ClosesParagraph = 16,

    /// <summary>Its content is never shown as text.</summary>
    Dropped = 32,
}

/// <summary>The tables of element and attribute names.</summary>
internal static class HtmlVocabulary
{
    private static readonly FrozenDictionary<string, HtmlTraits> Traits = BuildTraits();

    /// <summary>Every attribute that is looked at; all others are left out by the tokenizer already.</summary>
    public static FrozenSet<string> Attributes { get; } = Words(
        "alt background bgcolor border checked class color colspan content height hidden href http-equiv id placeholder poster reversed " +
        "role rowspan selected src srcset start style text type value width");

    /// <summary>Elements whose content the tokenizer reads otherwise than as markup.</summary>
    public static FrozenDictionary<string, HtmlParseMode> ParseModes { get; } = new Dictionary<string, HtmlParseMode>
    {
        ["script"] = HtmlParseMode.Script,
        ["style"] = HtmlParseMode.Rawtext,
        ["xmp"] = HtmlParseMode.Rawtext,
        ["iframe"] = HtmlParseMode.Rawtext,
        ["noembed"] = HtmlParseMode.Rawtext,
        ["noframes"] = HtmlParseMode.Rawtext,
        ["textarea"] = HtmlParseMode.RCData,
        ["title"] = HtmlParseMode.RCData,
        ["plaintext"] = HtmlParseMode.Plaintext,
    }.ToFrozenDictionary();

    /// <summary>Elements that may lie in the head; any other opens the body.</summary>
    public static FrozenSet<string> HeadContent { get; } =
        Words("base basefont bgsound link meta noframes noscript script style template title object xml");

    /// <summary>Parts of a table that hold no text themselves.</summary>
    public static FrozenSet<string> TableFrame { get; } = Words("table thead tbody tfoot tr");

    /// <summary>Elements that may lie directly in a <see cref="TableFrame"/> without making it a layout table.</summary>
    public static FrozenSet<string> TableContent { get; } =
        Words("caption col colgroup thead tbody tfoot tr td th form input script style template");

    public static FrozenSet<string> TableParts { get; } = Words("caption col colgroup thead tbody tfoot tr td th");

    public static FrozenSet<string> Headings { get; } = Words("h1 h2 h3 h4 h5 h6");

    /// <summary>HTML elements that end SVG or MathML (§13.2.6.5).</summary>
    public static FrozenSet<string> LeavesForeign { get; } = Words(
        "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre " +
        "ruby s small span strong strike sub sup table tt u ul var");

    public static HtmlTraits TraitsOf(string name) => Traits.GetValueOrDefault(name);

    public static bool Has(string name, HtmlTraits trait) => (TraitsOf(name) & trait) != 0;

    internal static FrozenSet<string> Words(string list) => list.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, HtmlTraits> BuildTraits()
    {
        var traits = new Dictionary<string, HtmlTraits>(StringComparer.Ordinal);
        Add(HtmlTraits.Void, "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr");
        Add(
            HtmlTraits.Special | HtmlTraits.ClosesParagraph,
            "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form " +
            "h1 h2 h3 h4 h5 h6 header hgroup li listing main menu nav ol p plaintext pre search section summary ul xmp");
        Add(HtmlTraits.ClosesParagraph, "hr table");
        Add(HtmlTraits.Special, "body frameset head html iframe noembed noframes noscript script select style");
        Add(HtmlTraits.Special, "tbody textarea tfoot thead title tr");
        Add(HtmlTraits.Special | HtmlTraits.Scope, "applet button caption marquee object table td template th foreignobject");
        Add(HtmlTraits.Formatting, "a b big code em font i nobr s small strike strong tt u");
        Add(HtmlTraits.Dropped, "script style template title iframe noembed noframes datalist svg math rp progress meter head");
        return traits.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(HtmlTraits trait, string names)
        {
            foreach (var name in names.Split(' '))
                traits[name] = traits.GetValueOrDefault(name) | trait;
        }
    }
}
