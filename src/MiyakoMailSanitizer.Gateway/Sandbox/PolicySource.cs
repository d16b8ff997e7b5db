using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>The policy as bytes, as the files on disk hold it; the workers parse it themselves.</summary>
public sealed record PolicySource
{
    /// <summary>The rules file.</summary>
    public required ReadOnlyMemory<byte> RulesJson { get; init; }

    /// <summary>The notice templates, in the order of showing.</summary>
    public required ImmutableArray<NoticeSource> Notices { get; init; }

    /// <summary>Path of the rules file, for messages.</summary>
    public required string FileName { get; init; }

    /// <summary>Tells versions apart: workers are configured anew when it differs. 64 lower-case hex digits.</summary>
    public required string Hash { get; init; }
}

/// <summary>A notice template.</summary>
public sealed record NoticeSource(string FileName, ReadOnlyMemory<byte> Content);
