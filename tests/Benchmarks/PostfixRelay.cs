using System.Diagnostics;
using System.Globalization;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>
/// A Postfix of our own as a plain relay: own settings, queue, port and log; the system's one is not touched. Defaults, so
/// in_flow_delay = 1s and a sync of each queue file, but for what stands in <see cref="MainSettings"/>.
/// </summary>
internal sealed class PostfixRelay : IRelay
{
    private const string Program = "/usr/sbin/postfix";

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private const string Services = """
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-bench-postfix-").FullName;

    private PostfixRelay()
    {
    }

    /// <summary>Null where it can run here, else why not.</summary>
    public static string? Missing => !File.Exists(Program) ? "Postfix is not installed (Debian package postfix)"
        : !Environment.IsPrivilegedProcess ? "Postfix starts only as root"
        : null;

    /// <inheritdoc/>
    public string Name => "Postfix";

    /// <inheritdoc/>
    public int Port { get; } = Posix.FreePort();

    /// <inheritdoc/>
    public int ProcessId { get; private set; }

    /// <summary>Starts it and waits for its banner.</summary>
    public static async Task<PostfixRelay> StartAsync(int sinkPort, CancellationToken cancellationToken)
    {
        var postfix = new PostfixRelay();
        try
        {
            await postfix.ConfigureAsync(sinkPort, cancellationToken);
            await RunAsync(cancellationToken, Program, "-c", postfix.Of("config"), "start");
            postfix.ProcessId = await postfix.ReadProcessIdAsync();
            await Posix.UntilServingAsync(postfix.Port, cancellationToken);
            return postfix;
        }
        catch
        {
            await postfix.DisposeAsync();
            throw;
        }
    }

    /// <summary>Its version, e.g. <c>3.7.11</c>.</summary>
    public static async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/usr/sbin/postconf", ["-dh", "mail_version"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
    }

    /// <inheritdoc/>
    public int Queued() => new[] { "maildrop", "incoming", "active", "deferred" }.Sum(q => Posix.CountFiles(Of("queue", q)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ProcessId > 0 && Posix.Stop(ProcessId))
            await Posix.UntilAsync(() => !Posix.IsRunning(ProcessId), StopPatience, "Postfix to end", CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Its master locks the file, so that .NET won't open it; <c>cat</c> does not mind.</summary>
    private async Task<int> ReadProcessIdAsync()
    {
        var start = new ProcessStartInfo("/bin/cat", [Of("queue", "pid", "master.pid")]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return int.Parse(await process.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture);
    }

    private async Task ConfigureAsync(int sinkPort, CancellationToken cancellationToken)
    {
        // Its processes run as several users, who all must get here.
        await RunAsync(cancellationToken, "chmod", "755", _folder);
        foreach (var name in new[] { "config", "queue", "data" })
            Directory.CreateDirectory(Of(name));
        await RunAsync(cancellationToken, "chown", "postfix", Of("data"));
        await File.WriteAllTextAsync(Of("config", "main.cf"), MainSettings(sinkPort) + "\n", cancellationToken);
        await File.WriteAllTextAsync(Of("config", "master.cf"), $"127.0.0.1:{Port} inet n - n - - smtpd\n{Services}\n", cancellationToken);
    }

    /// <summary>As many connections to the next hop as the gateway has by default; no DNS, which the gateway does not ask either.</summary>
    private string MainSettings(int sinkPort) => $"""
        compatibility_level = 3.6
        queue_directory = {Of("queue")}
        data_directory = {Of("data")}
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = postfix.example.jp
        mynetworks = 127.0.0.0/8
        mydestination =
        alias_maps =
        alias_database =
        local_recipient_maps =
        disable_dns_lookups = yes
        smtpd_peername_lookup = no
        maillog_file_prefixes = {_folder}
        maillog_file = {Of("log")}
        relayhost = [127.0.0.1]:{sinkPort}
        default_destination_concurrency_limit = 10
        initial_destination_concurrency = 10
        """;

    private static async Task RunAsync(CancellationToken cancellationToken, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new IOException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
    }

    private string Of(params string[] parts) => Path.Combine([_folder, .. parts]);
}
