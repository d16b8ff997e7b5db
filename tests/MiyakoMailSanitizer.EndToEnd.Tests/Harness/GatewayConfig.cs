using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>What a test sets in <c>gateway.json</c>; the rest is written as small and quick as suits tests.</summary>
internal sealed record GatewayConfig
{
    public required int NextHopPort { get; init; }
    public int? ReturnHopPort { get; init; }
    public string[] BounceDomains { get; init; } = [];
    public int[] RetrySeconds { get; init; } = [1];
    public int RelayAtOnce { get; init; } = 10;
    public int Workers { get; init; } = 1;
    public int MemoryMegabytes { get; init; } = 512;
    public int CpuSeconds { get; init; } = 60;
    public int WallSeconds { get; init; } = 120;

    /// <summary><c>on</c>, <c>suggest</c> or <c>off</c>.</summary>
    public string Pairing { get; init; } = "on";

    /// <summary>The book of passwords.</summary>
    public string? BookFile { get; init; }

    /// <summary>Port of the web console; null: none.</summary>
    public int? ConsolePort { get; init; }

    /// <summary>Sign-in by another server.</summary>
    public object OpenId { get; init; } = new { };

    /// <summary>Of a session of the console.</summary>
    public int IdleMinutes { get; init; } = 30;

    /// <summary>Null: in the gateway's own folder.</summary>
    public string? SpoolFolder { get; init; }

    public long MinFreeBytes { get; init; }

    /// <summary>Socket of clamd; null: no scan.</summary>
    public string? Clamd { get; init; }

    /// <summary><c>hold</c> or <c>go-on</c>.</summary>
    public string WhenNotScanned { get; init; } = "hold";

    /// <summary>Two operators may release originals.</summary>
    public bool Originals { get; init; }

    /// <summary>Keys of the quarantine.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Days that decided cases are kept.</summary>
    public int DecidedDays { get; init; } = 90;

    /// <summary>Days that undecided ones are.</summary>
    public int UndecidedDays { get; init; }

    /// <summary>Who gets a digest; its hour is midnight.</summary>
    public string[] DigestTo { get; init; } = [];

    /// <summary>For <c>rules replay</c>.</summary>
    public int KeepDays { get; init; }

    /// <summary>Starts the gateway with workers that obey drills.</summary>
    public bool FaultDrill { get; init; }

    /// <summary>Changes the rules that came with the project.</summary>
    public Action<JsonObject> Rules { get; init; } = _ => { };

    /// <summary>Variables of its environment.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Changes any other setting.</summary>
    public Action<JsonObject> Settings { get; init; } = _ => { };

    /// <summary>The settings file for a gateway in that folder.</summary>
    public string ToJson(string folder, int port)
    {
        var settings = Values(folder, port);
        Settings(settings);
        return settings.ToJsonString();
    }

    private JsonObject Values(string folder, int port) => JsonSerializer.SerializeToNode(new
    {
        hostName = "miyako.example.jp",
        rulesFile = "rules.json",
        noticesFolder = "notices",
        inbound = new { listen = new[] { $"127.0.0.1:{port}" }, recipientDomains = new[] { "city.example.jp" } },
        spool = new { folder = SpoolFolder ?? Path.Combine(folder, "spool"), minFreeBytes = MinFreeBytes, keepDays = KeepDays },
        flow = new { relayAtOnce = RelayAtOnce, retrySeconds = RetrySeconds },
        sandbox = new { workers = Workers, memoryMegabytes = MemoryMegabytes, cpuSeconds = CpuSeconds, wallSeconds = WallSeconds },
        outbound = new
        {
            nextHops = new[] { Hop(NextHopPort) },
            returnHop = ReturnHopPort is { } port2 ? Hop(port2) : null,
            bounceDomains = BounceDomains,
        },
        quarantine = new
        {
            folder = Path.Combine(folder, "quarantine"),
            keyFile = KeyFile,
            undecidedDays = UndecidedDays,
            releasedDays = DecidedDays,
            discardedDays = DecidedDays,
        },
        passwords = new { pairing = Pairing, bookFile = BookFile },
        malwareScan = new { clamd = Clamd, whenNotScanned = WhenNotScanned, timeoutSeconds = 30 },
        originals = new { mayBeReleased = Originals },
        digest = new { operators = DigestTo, recipients = DigestTo.Length > 0, hour = 0 },
        audit = new { folder = Path.Combine(folder, "audit") },
        console = new { listen = ConsolePort is { } console ? new[] { $"127.0.0.1:{console}" } : [], idleMinutes = IdleMinutes, openId = OpenId },
    })!.AsObject();

    /// <summary>The rules that came with the project, with a test's changes.</summary>
    public static string RulesJson(Action<JsonObject> change)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var rules = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "config", "rules.json")), null, options)!.AsObject();
        rules.Remove("$schema");
        change(rules);
        return rules.ToJsonString();
    }

    private static object Hop(int port) => new { host = "127.0.0.1", port, tls = "off", timeoutSeconds = 20 };
}
