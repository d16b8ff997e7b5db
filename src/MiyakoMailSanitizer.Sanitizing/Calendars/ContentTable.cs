using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>Which components may lie in which, which properties they may have, and which parameters these.</summary>
internal sealed class ContentTable
{
    private static readonly FrozenDictionary<string, ContentKind> Kinds = new Dictionary<string, ContentKind>(StringComparer.Ordinal)
    {
        ["text"] = ContentKind.Text,
        ["list"] = ContentKind.List,
        ["parts"] = ContentKind.Structured,
        ["times"] = ContentKind.Times,
        ["periods"] = ContentKind.Periods,
        ["duration"] = ContentKind.Duration,
        ["recur"] = ContentKind.Recurrence,
        ["number"] = ContentKind.Integer,
        ["offset"] = ContentKind.Offset,
        ["trigger"] = ContentKind.Trigger,
        ["mail"] = ContentKind.Address,
        ["word"] = ContentKind.Word,
        ["phone"] = ContentKind.Number,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string Event = " uid:text dtstamp:times dtstart:times summary:text description:text location:text organizer:mail attendee:mail sequence:number "
        + "status:word class:word priority:number categories:list comment:text contact:text created:times last-modified:times recurrence-id:times rrule:recur "
        + "rdate:times exdate:times related-to:text request-status:parts ";

    /// <summary>RFC 5545 §3.6 to §3.8. What holds an address of the Internet, a file or a program is not here.</summary>
    public static ContentTable Calendar { get; } = new(
        "VCALENDAR",
        [
            ("VCALENDAR", "", "method:word calscale:word"),
            ("VEVENT", "VCALENDAR", Event + "dtend:times duration:duration transp:word"),
            ("VTODO", "VCALENDAR", Event + "due:times completed:times duration:duration percent-complete:number"),
            ("VJOURNAL", "VCALENDAR", Event),
            ("VFREEBUSY", "VCALENDAR", "uid:text dtstamp:times dtstart:times dtend:times organizer:mail attendee:mail contact:text comment:text freebusy:periods"),
            ("VTIMEZONE", "VCALENDAR", "tzid:text last-modified:times"),
            ("STANDARD", "VTIMEZONE", "dtstart:times tzoffsetfrom:offset tzoffsetto:offset rrule:recur rdate:times tzname:text"),
            ("DAYLIGHT", "VTIMEZONE", "dtstart:times tzoffsetfrom:offset tzoffsetto:offset rrule:recur rdate:times tzname:text"),
            ("VALARM", "VEVENT VTODO", "trigger:trigger description:text repeat:number duration:duration"),
        ],
        "tzid:text value:word cn:text role:word partstat:word rsvp:word cutype:word fbtype:word related:word range:word reltype:word");

    /// <summary>RFC 2426 §3. Pictures, keys, sounds and addresses of the Internet are not here.</summary>
    public static ContentTable Card { get; } = new(
        "VCARD",
        [
            ("VCARD", "", "fn:text n:parts nickname:list org:parts title:text role:text tel:phone email:mail adr:parts label:text bday:times note:text rev:text uid:text "
                + "categories:list sort-string:text mailer:text"),
        ],
        "type:word");

    private const int MaxParameters = 16, MaxParameter = 250;

    private readonly FrozenDictionary<string, (ImmutableArray<string> Parents, FrozenDictionary<string, ContentKind> Properties)> _components;
    private readonly FrozenDictionary<string, ContentKind> _parameters;

    private ContentTable(string root, (string Name, string Parents, string Properties)[] components, string parameters)
    {
        Root = root;
        _components = components.ToFrozenDictionary(c => c.Name, c => (c.Parents.Split(' ').ToImmutableArray(), Read(c.Properties)), StringComparer.Ordinal);
        _parameters = Read(parameters);
    }

    /// <summary>The component that all others lie in.</summary>
    public string Root { get; }

    /// <summary>Whether a component may lie in another; the root in "".</summary>
    public bool MayHold(string parent, string component) => _components.TryGetValue(component, out var row) && row.Parents.Contains(parent);

    /// <summary>Null where the component has no such property.</summary>
    public ContentKind? Property(string component, string name) => _components[component].Properties.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>The parameters that are kept; a list becomes several of the same name.</summary>
    public ImmutableArray<(string Name, string Value)> Parameters(ContentLine line)
        => [.. line.Parameters.Where(p => _parameters.ContainsKey(p.Name)).SelectMany(p => Values(p.Name, p.Value).Select(v => (p.Name, v))).Distinct().Take(MaxParameters)];

    private IEnumerable<string> Values(string name, string value)
    {
        if (_parameters[name] == ContentKind.Text)
            return value.Length is > 0 and <= MaxParameter ? [value] : [];
        // vCard 2.1 names encodings like types.
        return value.Split(',').Select(v => ContentValues.Rewrite(ContentKind.Word, v) ?? "").Where(v => v.Length > 0 && v is not ("QUOTED-PRINTABLE" or "BASE64" or "8BIT"));
    }

    private static FrozenDictionary<string, ContentKind> Read(string table)
        => table.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split(':')).ToFrozenDictionary(t => t[0].ToUpperInvariant(), t => Kinds[t[1]], StringComparer.Ordinal);
}
