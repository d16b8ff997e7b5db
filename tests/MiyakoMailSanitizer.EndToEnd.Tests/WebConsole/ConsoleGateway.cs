using System.Diagnostics;
using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.WebConsole;

/// <summary>A gateway with a console, and cases in its quarantine.</summary>
internal sealed class ConsoleGateway : IAsyncDisposable
{
    private ConsoleGateway(RecordingReceiver receiver, RunningGateway gateway, int port) => (Receiver, Gateway, Port) = (receiver, gateway, port);

    public RecordingReceiver Receiver { get; }

    public RunningGateway Gateway { get; }

    public int Port { get; }

    public static async Task<ConsoleGateway> StartAsync(Func<GatewayConfig, GatewayConfig>? change = null)
    {
        var receiver = new RecordingReceiver();
        var port = FreePorts.Take();
        var config = new GatewayConfig
        {
            NextHopPort = receiver.Port,
            ConsolePort = port,
            Pairing = "off",
            Rules = rules => rules["rules"]!.AsArray().Insert(0, JsonNode.Parse("""{ "name": "hold", "when": { "names": ["hold*"] }, "treat": "hold" }""")),
        };
        var gateway = await RunningGateway.StartAsync(change is null ? config : change(config));
        return new(receiver, gateway, port);
    }

    /// <summary>Someone who is signed in.</summary>
    public async Task<ConsoleClient> SignedInAsync(string role)
    {
        var client = new ConsoleClient(Port);
        await client.SignInAsync(await ConsoleAccount.AddAsync(Gateway, $"{role}-{Guid.NewGuid():N}", role));
        return client;
    }

    /// <summary>A message that is held, by the id of its case.</summary>
    public async Task<string> HeldAsync(string subject, string name = "hold-me.txt", string content = "content of the file", string text = "hello")
        => await WaitsInAsync("held", TestMail.WithAttachment(subject, text, name, content));

    /// <summary>A message whose ZIP waits for its password.</summary>
    public async Task<string> LockedAsync(string subject, string password, string content = "a,b\r\n1,2\r\n")
    {
        var folder = Directory.CreateTempSubdirectory("miyako-zip-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "table.csv"), content);
            using var zip = Process.Start(new ProcessStartInfo("zip", ["-q", "-P", password, "locked.zip", "table.csv"]) { WorkingDirectory = folder })!;
            await zip.WaitForExitAsync();
            return await WaitsInAsync("waiting-for-password", TestMail.WithFile(subject, "hello", "locked.zip", await File.ReadAllBytesAsync(Path.Combine(folder, "locked.zip"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Sends a message and waits for its case.</summary>
    public async Task<string> WaitsInAsync(string state, string message)
    {
        var id = await RawSmtpClient.SendAcceptedAsync(Gateway.Port, message);
        await Eventually.TrueAsync(() => Directory.Exists(Gateway.Of("quarantine", state, id)), () => Gateway.Log);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
