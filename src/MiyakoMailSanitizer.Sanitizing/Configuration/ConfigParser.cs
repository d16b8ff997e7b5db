using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>Turns bytes into nodes in one pass; depth is bounded by the JSON reader, time is linear.</summary>
internal ref struct ConfigParser
{
    /// <summary>Bytes of a configuration file. 4 MiB.</summary>
    internal const int MaxBytes = 4 << 20;

    private const int MaxDepth = 32;

    private readonly ConfigDocument _document;
    private readonly ReadOnlySpan<byte> _content;
    private Utf8JsonReader _reader;
    private int _offset;
    private int _line;
    private int _column;

    private ConfigParser(ConfigDocument document, ReadOnlySpan<byte> content)
    {
        _document = document;
        _content = content;
        _line = 1;
        _column = 1;
        _reader = new Utf8JsonReader(content, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = MaxDepth,
        });
    }

    /// <summary>The root, or null and one fault.</summary>
    public static ConfigNode? Parse(ConfigDocument document, ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        if (content.IsEmpty)
        {
            document.Fault("", 0, 0, "the file is empty");
            return null;
        }

        if (content.Length > MaxBytes)
        {
            document.Fault("", 0, 0, $"the file is larger than {MaxBytes} bytes");
            return null;
        }

        var parser = new ConfigParser(document, content);
        if (!Utf8.IsValid(content))
        {
            parser.MoveTo(ConfigText.FirstInvalidUtf8(content));
            document.Fault("", parser._line, parser._column, "the file is not UTF-8 from here on; save it as UTF-8");
            return null;
        }

        return parser.ReadFile();
    }

    private ConfigNode? ReadFile()
    {
        try
        {
            _reader.Read();
            var root = ReadValue(null, "");
            _reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            MoveToError(e);
            _document.Fault("", _line, _column, $"the JSON is broken: {Words(e.Message)}");
            return null;
        }
    }

    private ConfigNode ReadValue(ConfigNode? parent, string step)
    {
        MoveTo((int)_reader.TokenStartIndex);
        var kind = _reader.TokenType switch
        {
            JsonTokenType.StartObject => ConfigKind.Object,
            JsonTokenType.StartArray => ConfigKind.Array,
            JsonTokenType.String => ConfigKind.String,
            JsonTokenType.Number => ConfigKind.Number,
            JsonTokenType.True or JsonTokenType.False => ConfigKind.Boolean,
            _ => ConfigKind.Null,
        };
        var node = new ConfigNode(parent, step, kind, _line, _column);
        if (kind == ConfigKind.Object)
            node.Members = ReadMembers(node);
        else if (kind == ConfigKind.Array)
            node.Items = ReadItems(node);
        else if (kind == ConfigKind.String)
            node.Text = ReadString(node.Path);
        else
            node.Text = System.Text.Encoding.ASCII.GetString(_reader.ValueSpan);
        return node;
    }

    private ImmutableArray<ConfigNode> ReadItems(ConfigNode array)
    {
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(array, ConfigNode.StepOf(items.Count)));
        return items.ToImmutable();
    }

    private ImmutableArray<ConfigMember> ReadMembers(ConfigNode owner)
    {
        var members = ImmutableArray.CreateBuilder<ConfigMember>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            MoveTo((int)_reader.TokenStartIndex);
            var (line, column) = (_line, _column);
            var name = ReadString(owner.Path);
            _reader.Read();
            var value = ReadValue(owner, ConfigNode.StepOf(name));
            if (lines.TryAdd(name, line))
                members.Add(new(name, line, column, value));
            else
                _document.Fault(value.Path, line, column, $"the name stands twice; it stands first in line {lines[name]}");
        }

        return members.ToImmutable();
    }

    private string ReadString(string path)
    {
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // The bytes are UTF-8, so it is an escape such as \ud800 without its other half.
            _document.Fault(path, _line, _column, "the string holds half of a surrogate pair");
            return "\uFFFD";
        }
    }

    /// <summary>Counts lines and characters up to a byte; only ever forward, so all calls together are linear.</summary>
    private void MoveTo(int offset)
    {
        for (; _offset < offset && _offset < _content.Length; _offset++)
        {
            var current = _content[_offset];
            if (current == (byte)'\n')
                (_line, _column) = (_line + 1, 1);
            else if ((current & 0xC0) != 0x80)
                _column++;
        }
    }

    private void MoveToError(JsonException e)
    {
        (_offset, _line, _column) = (0, 1, 1);
        for (var line = 0L; line < (e.LineNumber ?? 0); line++)
        {
            var end = _content[_offset..].IndexOf((byte)'\n');
            if (end < 0)
                break;
            MoveTo(_offset + end + 1);
        }

        MoveTo((int)Math.Min(_offset + (e.BytePositionInLine ?? 0), _content.Length));
    }

    /// <summary>The reader's message without its own line and byte numbers, which count from 0.</summary>
    private static string Words(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var words = end < 0 ? message : message[..end];
        words = words.Replace(", when isFinalBlock is true", "", StringComparison.Ordinal);
        return string.Concat(words.Take(200).Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd('.');
    }
}
