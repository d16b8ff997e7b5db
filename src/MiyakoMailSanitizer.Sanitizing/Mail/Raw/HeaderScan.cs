using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>What programs are known to read in different ways in a header section.</summary>
[Flags]
internal enum HeaderFlaws
{
    None = 0,

    /// <summary>A CR that no LF follows: some end the line there.</summary>
    BareCr = 1,

    /// <summary>NUL: some end the string there.</summary>
    Nul = 1 << 1,

    /// <summary><c>Name : value</c> (RFC 5322 §4.5 allowed it once): some see no field.</summary>
    SpaceBeforeColon = 1 << 2,

    /// <summary>A line that is neither field nor continuation: some end the header there, some skip the line.</summary>
    NoColon = 1 << 3,

    /// <summary>A line of white space alone: some end the header there, some take it for a continuation.</summary>
    WhiteLine = 1 << 4,

    /// <summary>A field name with bytes that RFC 5322 §3.6.8 does not know.</summary>
    StrangeName = 1 << 5,

    /// <summary>A field name longer than a line of 78 characters.</summary>
    LongName = 1 << 6,

    /// <summary>A line longer than 998 bytes (RFC 5322 §2.1.1): some cut it there.</summary>
    LongLine = 1 << 7,

    /// <summary>The first line is a continuation of nothing.</summary>
    StrayContinuation = 1 << 8,

    /// <summary>The section ends within its last field; for a message of a header alone that is no fault.</summary>
    NoEmptyLine = 1 << 9,

    /// <summary>A name that is not, but may be taken for, one of those that decide about the content.</summary>
    NearName = 1 << 10,
}

/// <summary>Where a program that reads as loosely as any may see a line end.</summary>
internal enum LineEnds
{
    /// <summary>LF, or CR LF.</summary>
    Lf = 0,

    /// <summary>A CR alone ends a line too.</summary>
    LfOrCr,
}

/// <summary>A header field as it stands.</summary>
/// <param name="Name">The name without the white space around it, lower case, bytes above 0x7F as Latin-1.</param>
/// <param name="Value">What follows the colon, line ends of the folding included.</param>
internal readonly record struct RawField(string Name, ReadOnlyMemory<byte> Value);

/// <summary>A header section read byte by byte (RFC 5322 §2.2), without help of the message parser.</summary>
internal sealed record HeaderScan
{
    private const int MaxName = 76;
    private const int MaxLine = 998;

    private static readonly ImmutableArray<string> ContentNames
        = ["content-type", "content-transfer-encoding", "content-disposition", "mime-version"];

    /// <summary>All fields, in order.</summary>
    public required ImmutableArray<RawField> Fields { get; init; }

    /// <summary>Where the body begins; the length of the section where there is none.</summary>
    public required int BodyStart { get; init; }

    /// <summary>What was seen.</summary>
    public required HeaderFlaws Flaws { get; init; }

    /// <summary>The fields of a name.</summary>
    public IEnumerable<RawField> All(string lowerCaseName) => Fields.Where(f => f.Name == lowerCaseName);

    /// <summary>The fields that some program may take for those of a name: all but the letters left out.</summary>
    public IEnumerable<RawField> Like(string letters) => Fields.Where(f => Letters(f.Name) == letters);

    /// <summary>Reads up to the first empty line.</summary>
    /// <param name="section">A message or a part.</param>
    /// <param name="ends">What ends a line.</param>
    /// <param name="whiteLineEnds">A line of white space ends the header as an empty one does.</param>
    /// <param name="otherLineEnds">A line without a colon ends the header and is the body's first.</param>
    public static HeaderScan Read(
        ReadOnlyMemory<byte> section, LineEnds ends = LineEnds.Lf, bool whiteLineEnds = false, bool otherLineEnds = false)
    {
        var fields = ImmutableArray.CreateBuilder<RawField>();
        var flaws = HeaderFlaws.None;
        var span = section.Span;
        int position = 0, fieldStart = -1, fieldEnd = 0;
        while (position < span.Length)
        {
            var next = NextLine(span, position, ends);
            var line = TrimLineEnd(span[position..next]);
            if (line.IsEmpty)
            {
                Close();
                return Done(next);
            }

            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
            {
                flaws |= HeaderFlaws.WhiteLine;
                if (whiteLineEnds)
                {
                    Close();
                    return Done(next);
                }
            }

            flaws |= LineFlaws(line);
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                flaws |= fieldStart < 0 ? HeaderFlaws.StrayContinuation : HeaderFlaws.None;
                fieldEnd = next;
            }
            else if (line.Contains((byte)':'))
            {
                Close();
                (fieldStart, fieldEnd) = (position, next);
            }
            else
            {
                flaws |= HeaderFlaws.NoColon;
                if (otherLineEnds)
                {
                    Close();
                    return Done(position);
                }
            }

            position = next;
        }

        Close();
        if (!span.IsEmpty && span[^1] != '\n')
            flaws |= HeaderFlaws.NoEmptyLine;
        return Done(span.Length);

        void Close()
        {
            if (fieldStart < 0)
                return;
            var field = section[fieldStart..fieldEnd];
            fieldStart = -1;
            var colon = field.Span.IndexOf((byte)':');
            var name = field.Span[..colon];
            flaws |= NameFlaws(name);
            fields.Add(new(Encoding.Latin1.GetString(name.Trim(" \t"u8)).ToLowerInvariant(), field[(colon + 1)..]));
        }

        HeaderScan Done(int bodyStart) => new() { Fields = fields.ToImmutable(), BodyStart = bodyStart, Flaws = flaws };
    }

    /// <summary>The start of the line after the one at <paramref name="position"/>.</summary>
    public static int NextLine(ReadOnlySpan<byte> bytes, int position, LineEnds ends)
    {
        var rest = bytes[position..];
        var end = ends == LineEnds.Lf ? rest.IndexOf((byte)'\n') : rest.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
            return bytes.Length;
        if (rest[end] == '\r' && end + 1 < rest.Length && rest[end + 1] == '\n')
            end++;
        return position + end + 1;
    }

    /// <summary>The line without the LF, CR LF or CR at its end.</summary>
    public static ReadOnlySpan<byte> TrimLineEnd(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("\n"u8))
            line = line[..^1];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private static HeaderFlaws LineFlaws(ReadOnlySpan<byte> line)
    {
        var flaws = line.Length > MaxLine ? HeaderFlaws.LongLine : HeaderFlaws.None;
        if (line.IndexOfAny((byte)'\r', (byte)'\0') < 0)
            return flaws;
        flaws |= line.Contains((byte)'\r') ? HeaderFlaws.BareCr : HeaderFlaws.None;
        return flaws | (line.Contains((byte)'\0') ? HeaderFlaws.Nul : HeaderFlaws.None);
    }

    private static HeaderFlaws NameFlaws(ReadOnlySpan<byte> name)
    {
        var bare = name.TrimEnd(" \t"u8);
        var flaws = bare.Length < name.Length ? HeaderFlaws.SpaceBeforeColon : HeaderFlaws.None;
        if (bare.IsEmpty || bare.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0)
            flaws |= HeaderFlaws.StrangeName;
        if (bare.Length > MaxName)
            return flaws | HeaderFlaws.LongName;
        var lower = Encoding.Latin1.GetString(bare).ToLowerInvariant();
        return flaws | (!ContentNames.Contains(lower) && ContentNames.Any(n => Letters(n) == Letters(lower)) ? HeaderFlaws.NearName : HeaderFlaws.None);
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterLower));
}
