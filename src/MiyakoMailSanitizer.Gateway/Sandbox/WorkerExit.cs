using System.Collections.Frozen;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>Puts an exit code into words.</summary>
internal static class WorkerExit
{
    private const int SignalBase = 128;

    private static readonly FrozenDictionary<int, string> Meanings = new Dictionary<int, string>
    {
        [0] = "exit code 0",
        [WorkerHost.ExitUnconfined] = "exit code 70, its limits could not be set",
        [WorkerHost.ExitProtocol] = "exit code 71, it did not understand us",
        [WorkerHost.ExitExhausted] = "exit code 72, its memory ran out",
        [SignalBase + 4] = "signal SIGILL",
        [SignalBase + 6] = "signal SIGABRT, a crash of the runtime, stack overflow or lack of memory",
        [SignalBase + 7] = "signal SIGBUS",
        [SignalBase + 9] = "signal SIGKILL, from outside or for lack of memory",
        [SignalBase + 11] = "signal SIGSEGV",
        [SignalBase + 24] = "signal SIGXCPU, the limit of CPU time",
        [SignalBase + 25] = "signal SIGXFSZ, it tried to write a file",
        [SignalBase + 31] = "signal SIGSYS",
    }.ToFrozenDictionary();

    /// <summary>E.g. <c>signal SIGXCPU, the limit of CPU time</c>. bubblewrap and .NET both give 128 + signal.</summary>
    public static string Describe(int exitCode) => Meanings.GetValueOrDefault(exitCode) ?? (exitCode > SignalBase
        ? string.Create(CultureInfo.InvariantCulture, $"signal {exitCode - SignalBase}")
        : string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}"));
}
