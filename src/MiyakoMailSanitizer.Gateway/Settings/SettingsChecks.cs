using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>Settings that are right one by one but not together.</summary>
internal static class SettingsChecks
{
    /// <summary>Adds faults and warnings. Nothing is concluded from a value that has a fault of its own.</summary>
    public static void Run(ConfigDocument document, ConfigSection root, GatewaySettings settings)
    {
        if (document.Root is not { Kind: ConfigKind.Object })
            return;
        CheckInbound(root.Again("inbound"), settings.Inbound);
        CheckOutbound(root.Again("outbound"), settings.Outbound);
        CheckConsole(root.Again("console"), settings.Console);
        if (settings.Originals.MayBeReleased && settings.MalwareScan.Clamd is null && root.Again("malwareScan").IsAbsent("clamd"))
            root.Again("originals").Fault("mayBeReleased", "needs malwareScan.clamd: no original leaves without a scan");
        CheckFolders(root, settings);
    }

    /// <summary>
    /// What rules and settings must agree on: null, or why the two can't work together. Asked at the start, and again whenever the rules
    /// change.
    /// </summary>
    public static ConfigFault? CheckLimits(GatewaySettings settings, Limits limits, string rulesFile)
    {
        if (settings.Sandbox.WallSeconds < limits.MaxSeconds)
        {
            return Fault("maxSeconds", $"is {limits.MaxSeconds}, but sandbox.wallSeconds of the gateway ends a worker after " +
                $"{settings.Sandbox.WallSeconds}");
        }

        if (settings.Inbound.MaxMessageBytes > limits.MaxUnpackedBytes)
        {
            return Fault("maxUnpackedBytes", $"is {limits.MaxUnpackedBytes}, but inbound.maxMessageBytes of the gateway is " +
                $"{settings.Inbound.MaxMessageBytes}: such messages would be accepted and then always withheld");
        }

        return null;

        ConfigFault Fault(string key, string message) => new(rulesFile, $"limits.{key}", 0, 0, message);
    }

    private static void CheckInbound(ConfigSection group, InboundOptions options)
    {
        if (options.RecipientDomains.IsEmpty && group.IsSound("recipientDomains"))
            group.Warn("recipientDomains", "is empty, so no message is accepted");
        foreach (var cidr in options.AllowedClients.Where(c => c is "0.0.0.0/0" or "::/0"))
            group.Warn("allowedClients", $"{ConfigText.Quote(cidr)} lets every host of the Internet connect");
        if (group.IsAbsent("allowedClients") && group.IsSound("listen") && !options.Listen.All(SettingsText.IsLoopback))
            group.Warn("listen", "other hosts can reach it, but \"allowedClients\" is left out, and its default is this host alone");
        if (options.CertificateFile is null && group.IsAbsent("certificateFile"))
        {
            if (options.CertificateKeyFile is not null)
                group.Fault("certificateKeyFile", "is of no use without \"certificateFile\"");
            if (options.RequireTls)
                group.Fault("requireTls", "is true, but without \"certificateFile\" nobody can use STARTTLS");
            if (options.AccountsFile is not null)
                group.Fault("accountsFile", "is of no use without \"certificateFile\": passwords go over TLS alone");
        }

        if (options.MaxHeaderBytes > options.MaxMessageBytes)
            group.Fault("maxHeaderBytes", $"is {options.MaxHeaderBytes}, more than \"maxMessageBytes\" with {options.MaxMessageBytes}");
    }

    private static void CheckOutbound(ConfigSection group, OutboundOptions options)
    {
        if (options.NextHops.IsEmpty && group.IsSound("nextHops"))
            group.Fault("nextHops", "needs at least one next hop; messages could not be relayed");
        var places = options.NextHops.Where(h => h.Host.Length > 0).GroupBy(h => $"{h.Host.ToLowerInvariant()}:{h.Port}");
        foreach (var doubled in places.Where(p => p.Count() > 1))
            group.Fault("nextHops", $"{ConfigText.Quote(doubled.Key)} stands twice");
        if (options.ReturnHop is not null && options.BounceDomains.IsEmpty && group.IsSound("bounceDomains"))
            group.Fault("returnHop", "is given, but without \"bounceDomains\" no DSN is ever sent");
        if (options.ReturnHop is null && !options.BounceDomains.IsEmpty)
            group.Fault("bounceDomains", "is given, but without \"returnHop\" no DSN is ever sent");
    }

    private static void CheckConsole(ConfigSection group, ConsoleOptions options)
    {
        if (options.Listen.IsEmpty || !group.IsSound("listen"))
            return;
        if (options.CertificateFile is null && group.IsAbsent("certificateFile") && !options.Listen.All(SettingsText.IsLoopback))
            group.Fault("listen", "other hosts can reach it: it needs \"certificateFile\", so that passwords are not sent in the clear");
        if (options.CertificateFile is null && options.CertificateKeyFile is not null)
            group.Fault("certificateKeyFile", "is of no use without \"certificateFile\"");
        var openId = options.OpenId;
        if (openId.Authority is not null && (openId.ViewerGroup ?? openId.OperatorGroup ?? openId.ApproverGroup ?? openId.AdministratorGroup) is null)
            group.Again("openId").Fault("authority", "is given, but no group of any role, so nobody can sign in by it");
        if (openId.Authority is null && group.IsSound("usersFile") && !File.Exists(options.UsersFile))
            group.Warn("usersFile", "is not there, so nobody can sign in; see: miyako console user add");
    }

    private static void CheckFolders(ConfigSection root, GatewaySettings settings)
    {
        (string Group, string Folder)[] folders =
            [("spool", settings.Spool.Folder), ("quarantine", settings.Quarantine.Folder), ("audit", settings.Audit.Folder)];
        foreach (var (inner, folder) in folders)
        {
            if (folders.FirstOrDefault(o => o.Group != inner && IsWithin(folder, o.Folder)) is not { Group: { } outer })
                continue;
            root.Again(inner).Fault("folder", $"{ConfigText.QuotePath(folder)} is or lies in the folder of {ConfigText.Quote(outer)}");
            return;
        }
    }

    private static bool IsWithin(string folder, string outer)
        => folder == outer || folder.StartsWith(outer.EndsWith('/') ? outer : $"{outer}/", StringComparison.Ordinal);
}
