using System.Buffers.Binary;
using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Containers.Compound;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Containers;

/// <summary>
/// The properties of a message, recipient or attachment of Outlook (MS-OXMSG §2.4): those of fixed length in one stream, the others in a stream each,
/// <c>__substg1.0_PPPPTTTT</c> by number and type.
/// </summary>
/// <param name="storage">The folder that holds them.</param>
/// <param name="headerBytes">What stands before the entries: 32 in a message, 24 in an embedded one, 8 else.</param>
/// <param name="codePage">Of strings that are not Unicode; 0 where the message does not say.</param>
internal sealed class OutlookProperties(CompoundStorage storage, int headerBytes, int codePage = 0)
{
    private const int EntryBytes = 16, MaxText = 10_000_000;

    private readonly ReadOnlyMemory<byte> _fixed = storage.Content("__properties_version1.0");

    public CompoundStorage Storage { get; } = storage;

    /// <summary>Text, decoded; empty where there is none.</summary>
    public string Text(int property)
    {
        var wide = Stream(property, "001F");
        if (!wide.IsEmpty)
            return System.Text.Encoding.Unicode.GetString(wide.Span[..Math.Min(wide.Length & ~1, MaxText)]).TrimEnd('\0');
        var narrow = Stream(property, "001E");
        if (narrow.IsEmpty)
            return "";
        var bytes = narrow.Span[..Math.Min(narrow.Length, MaxText)];
        var charset = codePage == 0 ? null : codePage == 65001 ? "utf-8" : string.Create(CultureInfo.InvariantCulture, $"cp{codePage}");
        return (charset is null ? TextDecoder.DecodeAuto(bytes, "") : TextDecoder.Decode(bytes, charset, "")).Text.TrimEnd('\0');
    }

    /// <summary>The first of several that is there.</summary>
    public string Text(params ReadOnlySpan<int> properties)
    {
        foreach (var property in properties)
        {
            if (Text(property) is { Length: > 0 } text)
                return text;
        }
        return "";
    }

    public ReadOnlyMemory<byte> Bytes(int property) => Stream(property, "0102");

    /// <summary>PtypInteger32; null where there is none.</summary>
    public int? Number(int property) => Fixed(property, 0x0003) is { } value ? (int)value : null;

    /// <summary>PtypTime; null where there is none, or none that a calendar knows.</summary>
    public DateTimeOffset? Time(int property)
        => Fixed(property, 0x0040) is { } value and > 0 && value < (ulong)DateTime.MaxValue.ToFileTimeUtc()
            ? new DateTimeOffset(DateTime.FromFileTimeUtc((long)value))
            : null;

    private ulong? Fixed(int property, int type)
    {
        var tag = ((uint)property << 16) | (uint)type;
        var bytes = _fixed.Span;
        for (var at = headerBytes; at + EntryBytes <= bytes.Length; at += EntryBytes)
        {
            if (bytes.U32(at) == tag)
                return BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(at + 8, 8)) & (type == 0x0003 ? uint.MaxValue : ulong.MaxValue);
        }
        return null;
    }

    private ReadOnlyMemory<byte> Stream(int property, string type) => Storage.Content(string.Create(CultureInfo.InvariantCulture, $"__substg1.0_{property:X4}{type}"));
}
