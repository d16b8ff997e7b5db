using System.Buffers;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>
/// Writes XML as UTF-8, forward only, but for this: while someone holds, nothing leaves the buffer, and what was written since can be cut out
/// again. So an element can be judged by what comes later in it, without a tree in memory.
/// </summary>
internal sealed class XmlOut(Stream stream)
{
    private const int FlushAt = 64 << 10;

    private static readonly SearchValues<char> EscapedInText = SearchValues.Create("&<>\r");
    private static readonly SearchValues<char> EscapedInAttribute = SearchValues.Create("&<>\"\r\n\t");

    private readonly List<(long Start, long End, byte[] Instead)> _cuts = [];
    private byte[] _buffer = new byte[FlushAt * 2];
    private int _length;
    private long _flushed;
    private int _holds;
    private bool _isTagOpen;

    /// <summary>Bytes written so far, cut ones included. Closes the start tag that is open.</summary>
    public long Position
    {
        get
        {
            CloseTag();
            return _flushed + _length;
        }
    }

    /// <summary>From now on all stays in the buffer, until <see cref="Release"/> was called as often as this.</summary>
    public void Hold() => _holds++;

    public void Release()
    {
        if (--_holds == 0 && _length >= FlushAt)
            Flush();
    }

    /// <summary>Cuts out what was written while it was held, and puts something in its place.</summary>
    public void Cut(long start, long end, byte[]? instead = null)
    {
        if (end > start || instead is not null)
            _cuts.Add((start, end, instead ?? []));
    }

    public void Declaration() => Raw("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"u8);

    public void Start(ReadOnlySpan<byte> name)
    {
        CloseTag();
        if (_holds == 0 && _length >= FlushAt)
            Flush();
        Raw("<"u8);
        Raw(name);
        _isTagOpen = true;
    }

    public void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Raw(" "u8);
        Raw(name);
        Raw("=\""u8);
        Escaped(value, EscapedInAttribute);
        Raw("\""u8);
    }

    public void End(ReadOnlySpan<byte> name)
    {
        if (_isTagOpen)
        {
            Raw("/>"u8);
            _isTagOpen = false;
            return;
        }
        Raw("</"u8);
        Raw(name);
        Raw(">"u8);
    }

    public void Text(ReadOnlySpan<char> text)
    {
        CloseTag();
        Escaped(text, EscapedInText);
    }

    /// <summary>Writes out what is left.</summary>
    public void Finish()
    {
        CloseTag();
        Flush();
    }

    /// <summary>Writes what another writer has made, after <see cref="Finish"/>.</summary>
    public void Copy(MemoryStream written) => written.WriteTo(stream);

    private void CloseTag()
    {
        if (!_isTagOpen)
            return;
        _isTagOpen = false;
        Raw(">"u8);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < bytes.Length)
            Grow(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Escaped(ReadOnlySpan<char> text, SearchValues<char> escaped)
    {
        while (true)
        {
            var at = text.IndexOfAny(escaped);
            Utf8(at < 0 ? text : text[..at]);
            if (at < 0)
                return;
            Raw(text[at] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                '\r' => "&#xD;"u8,
                '\n' => "&#xA;"u8,
                _ => "&#x9;"u8,
            });
            text = text[(at + 1)..];
        }
    }

    private void Utf8(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        var most = text.Length * 3;
        if (_buffer.Length - _length < most)
            Grow(most);
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    private void Grow(int by)
    {
        if (_holds == 0 && !_isTagOpen)
            Flush();
        if (_buffer.Length - _length < by)
            Array.Resize(ref _buffer, Math.Max(checked(_length + by), (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
    }

    private void Flush()
    {
        var at = _flushed;
        _cuts.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        foreach (var (start, end, instead) in _cuts)
        {
            if (start < at)
            {
                at = Math.Max(at, end);
                continue;
            }
            stream.Write(_buffer, (int)(at - _flushed), (int)(start - at));
            stream.Write(instead);
            at = end;
        }
        _cuts.Clear();
        stream.Write(_buffer, (int)(at - _flushed), (int)(_flushed + _length - at));
        _flushed += _length;
        _length = 0;
    }
}
