using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>A Postfix of the test's own: own settings, queue, port and log; the one of the system is not touched.</summary>
internal sealed class PostfixInstance : IAsyncDisposable
{
    public const string Program = "/usr/sbin/postfix";
    public const string Source = "/usr/sbin/smtp-source";

    private const int Terminate = 15;

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
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-postfix-").FullName;

    private PostfixInstance()
    {
    }

    public int Port { get; } = FreePorts.Take();

    public string Log => File.Exists(Of("log")) ? File.ReadAllText(Of("log")) : "";

    /// <summary>Hands everything on to a server on this machine, over at most so many connections.</summary>
    public static Task<PostfixInstance> RelayToAsync(int port, int connections) => StartAsync($"""
        relayhost = [127.0.0.1]:{port}
        default_destination_concurrency_limit = {connections}
        initial_destination_concurrency = {connections}
        """);

    /// <summary>Delivers everything for <c>city.example.jp</c>, each recipient's copy into a file of its own.</summary>
    public static Task<PostfixInstance> DeliverAsync() => StartAsync("""
        virtual_mailbox_domains = city.example.jp
        virtual_mailbox_maps = static:all/
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        """);

    /// <summary>Sends that many messages by <c>smtp-source</c>, to 1user@, 2user@ … of <c>city.example.jp</c>.</summary>
    public async Task SendAsync(int messages, int connections)
    {
        var start = new ProcessStartInfo(
            Source,
            [
                "-s", Text(connections), "-m", Text(messages), "-N", "-l", "2000",
                "-f", RawSmtpClient.Sender, "-t", "user@city.example.jp", $"127.0.0.1:{Port}",
            ]);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Paths of the delivered copies.</summary>
    public string[] Delivered() => Directory.Exists(Of("box", "all", "new")) ? Directory.GetFiles(Of("box", "all", "new")) : [];

    /// <summary>Messages that it has not yet got rid of.</summary>
    public int Queued() => new[] { "incoming", "active", "deferred", "maildrop" }.Sum(CountFiles);

    public async ValueTask DisposeAsync()
    {
        var pidFile = Of("queue", "pid", "master.pid");
        var text = File.Exists(pidFile) ? File.ReadAllText(pidFile) : "";
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var pid) && Kill(pid, Terminate) == 0)
            await Eventually.TrueAsync(() => Kill(pid, 0) != 0, () => $"Postfix's master {pid} does not end");
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<PostfixInstance> StartAsync(string settings)
    {
        var postfix = new PostfixInstance();
        try
        {
            await postfix.ConfigureAndStartAsync(settings);
            return postfix;
        }
        catch
        {
            await postfix.DisposeAsync();
            throw;
        }
    }

    private async Task ConfigureAndStartAsync(string settings)
    {
        // Its processes run as several users, who all must get here.
        await RunAsync("chmod", "755", _folder);
        foreach (var folder in new[] { "config", "queue", "data", "box" })
            Directory.CreateDirectory(Of(folder));
        await RunAsync("chown", "postfix", Of("data"));
        await RunAsync("chown", "65534", Of("box"));
        await File.WriteAllTextAsync(Of("config", "main.cf"), $"{MainSettings()}\n{settings}\n");
        await File.WriteAllTextAsync(Of("config", "master.cf"), $"127.0.0.1:{Port} inet n - n - 200 smtpd\n{Services}\n");
        await RunAsync(Program, "-c", Of("config"), "start");
    }

    private string MainSettings() => $"""
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
        smtputf8_enable = no
        disable_dns_lookups = yes
        smtpd_peername_lookup = no
        in_flow_delay = 0
        maillog_file_prefixes = {_folder}
        maillog_file = {Of("log")}
        virtual_mailbox_base = {Of("box")}
        minimal_backoff_time = 1s
        maximal_backoff_time = 2s
        queue_run_delay = 1s
        transport_retry_time = 1s
        """;

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // To our own streams, which a daemon may keep open as long as it likes.
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private int CountFiles(string queue)
    {
        try
        {
            return Directory.EnumerateFiles(Of("queue", queue), "*", SearchOption.AllDirectories).Count();
        }
        catch (IOException)
        {
            return 1; // a folder went away while we looked: it is at work
        }
    }

    private string Of(params string[] parts) => Path.Combine([_folder, .. parts]);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
