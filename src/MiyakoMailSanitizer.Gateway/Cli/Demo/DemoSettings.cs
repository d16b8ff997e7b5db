using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Cli.Demo;

/// <summary>Settings of the demo: embedded defaults, everything below one temporary folder.</summary>
internal static class DemoSettings
{
    /// <param name="folder">Where everything lies.</param>
    /// <param name="receiverPort">The LGWAN-side receiver.</param>
    /// <param name="withConsole">Serve the web console, too, on a free port.</param>
    public static GatewaySettings In(string folder, int receiverPort, bool withConsole) => new()
    {
        HostName = "miyako.example.jp",
        Inbound = new InboundOptions { Listen = ["127.0.0.1:0"], RecipientDomains = [".example.jp"] },
        Spool = new SpoolOptions { Folder = Path.Combine(folder, "spool"), MinFreeBytes = 0 },
        Quarantine = new QuarantineOptions { Folder = Path.Combine(folder, "quarantine") },
        Audit = new AuditOptions { Folder = Path.Combine(folder, "audit") },
        Console = new ConsoleOptions { Listen = withConsole ? ["127.0.0.1:0"] : [], UsersFile = Path.Combine(folder, "console-users.json") },
        Outbound = new OutboundOptions { NextHops = [new NextHopOptions { Host = "127.0.0.1", Port = receiverPort, Tls = TlsPolicy.Off }] },
        RulesFile = Write(folder, "rules.json", PolicyReader.DefaultRules),
        NoticesFolder = WriteNotices(Path.Combine(folder, "notices")),
    };

    /// <summary>The configuration that is built in.</summary>
    public static LoadedConfiguration Load(GatewaySettings settings)
    {
        var policy = PolicyReader.ReadDefault().Policy ?? throw new InvalidOperationException("The embedded rules are faulty.");
        return new LoadedConfiguration(settings, new LoadedPolicy(policy, PolicyReader.DefaultRules, PolicyReader.DefaultNotices));
    }

    private static string WriteNotices(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in PolicyReader.DefaultNotices)
            Write(folder, name, content);
        return folder;
    }

    private static string Write(string folder, string name, ReadOnlyMemory<byte> content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content.Span);
        return path;
    }
}
