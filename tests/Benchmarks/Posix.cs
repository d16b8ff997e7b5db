using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>What both servers need.</summary>
internal static partial class Posix
{
    private const int Terminate = 15;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks a process to end.</summary>
    /// <returns>False where there is none.</returns>
    public static bool Stop(int processId) => Kill(processId, Terminate) == 0;

    /// <summary>Whether there is such a process.</summary>
    public static bool IsRunning(int processId) => Kill(processId, 0) == 0;

    /// <summary>Looks until it is true.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static async Task UntilAsync(Func<bool> condition, TimeSpan patience, string what, CancellationToken cancellationToken)
    {
        for (var end = DateTime.UtcNow + patience; !condition(); await Task.Delay(Pause, cancellationToken))
        {
            if (DateTime.UtcNow > end)
                throw new TimeoutException($"Waited {patience.TotalSeconds} s in vain: {what}");
        }
    }

    /// <summary>Waits until a server gives its banner.</summary>
    public static Task UntilServingAsync(int port, CancellationToken cancellationToken) => UntilAsync(
        () =>
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                client.ReceiveTimeout = 10_000;
                return client.GetStream().ReadByte() == '2';
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(60),
        $"a banner on port {port}",
        cancellationToken);

    /// <summary>Files in a folder and below it.</summary>
    public static int CountFiles(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();
        }
        catch (IOException)
        {
            return 1; // something went away while we looked: it is at work
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
