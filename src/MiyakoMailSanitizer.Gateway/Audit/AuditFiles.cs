using System.Globalization;
using System.Security.Cryptography;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>
/// The files of the audit log: <c>audit-YYYY-MM-DD.jsonl</c> (one a UTC day), <c>audit-YYYY-MM-DD.checkpoint.json</c> (its seal, once the day is over)
/// and <c>audit.head</c> (where the log ends).
/// </summary>
internal static class AuditFiles
{
    /// <summary>What the first line of a log names as the one before it.</summary>
    public static readonly string NoHash = new('0', 64);

    /// <summary>The file that says where the log ends; writers lock it.</summary>
    public static string Head(string folder) => Path.Combine(folder, "audit.head");

    /// <summary>The name of a day's file.</summary>
    public static string Of(DateOnly day) => $"audit-{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.jsonl";

    /// <summary>The seal of a day's file.</summary>
    public static string CheckpointOf(string logFile) => Path.ChangeExtension(logFile, ".checkpoint.json");

    /// <summary>Paths of the days' files, oldest first.</summary>
    public static IReadOnlyList<string> List(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "audit-*.jsonl").Order(StringComparer.Ordinal)];

    /// <summary>SHA-256 of a line without its LF, 64 lower-case hex digits.</summary>
    public static string Hash(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));
}
