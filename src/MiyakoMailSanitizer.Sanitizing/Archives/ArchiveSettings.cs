using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>Reads the section <c>archives</c> of the rules file.</summary>
internal static class ArchiveSettings
{
    private static readonly ImmutableArray<(string Word, NameCharset Value)> NameCharsets =
        [("utf-8", NameCharset.Utf8), ("cp932", NameCharset.Cp932)];

    public static ArchiveOptions Read(ConfigSection section)
    {
        var standard = new ArchiveOptions();
        var archives = new ArchiveOptions
        {
            MaxEntryBytes = section.Bytes("maxEntryBytes", standard.MaxEntryBytes, 1L << 20, 1L << 30),
            MaxRatio = section.Integer("maxRatio", standard.MaxRatio, 10, 10_000),
            MaxDictionaryBytes = section.Bytes("maxDictionaryBytes", standard.MaxDictionaryBytes, 1L << 20, 1L << 30),
            Names = section.Choice("names", standard.Names, NameCharsets),
        };
        section.Close();
        return archives;
    }
}
