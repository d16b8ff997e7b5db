using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Sanitizing.Passwords;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>Which files of a message need a password, and which ones a password has opened.</summary>
internal static class LockedFiles
{
    /// <summary>The outermost ones; of an archive in which one of several files is locked, the archive.</summary>
    public static IEnumerable<ReportNode> Of(ReportNode report) => Outermost(report, IsLocked);

    /// <summary>Those that are open altogether.</summary>
    public static IEnumerable<ReportNode> Opened(ReportNode report) => Outermost(report, n => Has(n, "file.unlocked")).Where(n => !n.Walk().Any(IsLocked));

    private static IEnumerable<ReportNode> Outermost(ReportNode node, Func<ReportNode, bool> isMeant)
        => isMeant(node) ? [node] : node.Nested.SelectMany(n => Outermost(n, isMeant));

    private static bool IsLocked(ReportNode node) => Lockable.Formats.Contains(node.Format) && Has(node, "file.encrypted");

    private static bool Has(ReportNode node, string code) => node.Findings.Any(f => f.Code == code);
}
