namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Bytes as one charset reads them.</summary>
/// <param name="Text">The text, U+FFFD where a sequence has no meaning.</param>
/// <param name="Errors">How many such sequences there were.</param>
internal readonly record struct Reading(string Text, int Errors);

/// <summary>Collects a <see cref="Reading"/>; no charset here gives more characters than bytes.</summary>
internal ref struct ReadingWriter(int bytes)
{
    private readonly char[] _text = new char[bytes];
    private int _length;
    private int _errors;

    /// <summary>Adds a character.</summary>
    public void Add(char c) => _text[_length++] = c;

    /// <summary>Adds a character of a table, where '\0' means that there is none.</summary>
    public void AddMapped(char c)
    {
        if (c == '\0')
            AddError();
        else
            Add(c);
    }

    /// <summary>Adds what a table gives for two bytes, one or two UTF-16 units; null means that there is none.</summary>
    public void AddMapped(string? characters)
    {
        if (characters is null)
            AddError();
        foreach (var c in characters ?? "")
            Add(c);
    }

    /// <summary>Adds U+FFFD.</summary>
    public void AddError()
    {
        _errors++;
        Add('\uFFFD');
    }

    /// <summary>What was collected.</summary>
    public readonly Reading ToReading() => new(new string(_text, 0, _length), _errors);
}
