using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MiyakoMailSanitizer.Gateway.Hosting;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.Cli.Demo;

/// <summary>
/// <c>miyako demo</c>: the whole gateway on free loopback ports, with an embedded LGWAN-side receiver; sends the samples by SMTP and shows what became
/// of each.
/// </summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Stay up after the table, until Ctrl-C." };
        var command = new Command("demo", "Shows the gateway at work on the samples, on free loopback ports.") { keep };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(keep), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool keep, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("miyako-demo-").FullName;
        try
        {
            var mailbox = new DemoMailbox();
            await using var receiver = DemoReceiver.Build(mailbox, Path.Combine(folder, "receiver-audit"));
            await receiver.StartAsync(cancellationToken);
            var settings = DemoSettings.In(folder, Port(receiver), keep);
            await using var gateway = GatewayHost.Build(DemoSettings.Load(settings), folder, logLevel: LogLevel.Warning);
            await gateway.StartAsync(cancellationToken);
            Console.Out.WriteLine($"gateway on 127.0.0.1:{Port(gateway)}, LGWAN-side receiver on 127.0.0.1:{Port(receiver)}, folders in {folder}");

            var sent = await SendAsync(Port(gateway), cancellationToken);
            var rows = await new DemoResults(mailbox, settings).WaitAsync(sent, Patience, cancellationToken);
            DemoTable.Print(rows, Console.Out);
            var lost = rows.Count(r => r.After == DemoResults.Missing);
            Console.Out.WriteLine();
            Console.Out.WriteLine(
                $"{sent.Length} sent, {rows.Count(r => r.BytesAfter is not null)} delivered, {rows.Count(r => r.After == DemoResults.Held)} held, {lost} missing");
            if (keep)
            {
                PrintConsole(settings.Console, Addresses(gateway).Last());
                await gateway.WaitForShutdownAsync(cancellationToken);
            }
            else
                await gateway.StopAsync(cancellationToken);
            return lost == 0 && sent.Length > 0 ? ExitCode.Ok : ExitCode.Failure;
        }
        finally
        {
            if (!keep)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ImmutableArray<SentSample>> SendAsync(int port, CancellationToken cancellationToken)
    {
        using var sender = new DemoSender();
        await sender.ConnectAsync(port, cancellationToken);
        var sent = ImmutableArray.CreateBuilder<SentSample>();
        foreach (var folder in Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "samples")).Order(StringComparer.Ordinal))
        {
            var message = await File.ReadAllBytesAsync(Path.Combine(folder, "mail.eml"), cancellationToken);
            var reply = await sender.SendAsync(message, cancellationToken);
            sent.Add(new SentSample(Path.GetFileName(folder), message, reply[(reply.LastIndexOf(' ') + 1)..]));
        }

        return sent.ToImmutable();
    }

    /// <summary>An account for as long as the demo is up.</summary>
    private static void PrintConsole(ConsoleOptions console, string address)
    {
        var (password, secret) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Totp.NewSecret());
        new UserFile(console.UsersFile).Write([new ConsoleUser("demo", ConsoleRole.Administrator, SignInPasswords.Hash(password), secret, "demo")]);
        Console.Out.WriteLine($"The web console is at {address} until Ctrl-C: name demo, password {password}, code by an authenticator app:");
        Console.Out.WriteLine($"{Totp.Uri("demo", secret)} (now: {Totp.Code(secret, DateTimeOffset.UtcNow)})");
    }

    private static int Port(WebApplication app) => new Uri(Addresses(app).First()).Port;

    private static ICollection<string> Addresses(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
}

/// <summary>A sample that the gateway has accepted under an id.</summary>
internal sealed record SentSample(string Name, byte[] Message, string Id);
