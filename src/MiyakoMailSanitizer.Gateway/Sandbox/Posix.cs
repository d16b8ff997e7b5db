using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>The few Linux calls that .NET has no words for. None throws; the caller fails closed.</summary>
internal static partial class Posix
{
    // asm-generic/resource.h; the same on x64 and arm64.
    public const int RlimitCpu = 0;
    public const int RlimitFileSize = 1;
    public const int RlimitData = 2;
    public const int RlimitCore = 4;
    public const int RlimitProcesses = 6;
    public const int RlimitOpenFiles = 7;

    public const int SigKill = 9;

    private const int PrSetParentDeathSignal = 1;
    private const int PrSetNoNewPrivileges = 38;
    private const int DuplicateCloseOnExec = 1030;
    private const int CloseRange = 436;
    private const int CloseRangeCloseOnExec = 4;

    /// <summary>Lowers soft and hard limit together, so that the process can't raise them again (CAP_SYS_RESOURCE aside).</summary>
    public static bool LowerLimit(int resource, ulong value)
    {
        if (GetLimit(resource, out var now) != 0)
            return false;
        var limit = new Limit { Soft = Math.Min(value, now.Hard), Hard = Math.Min(value, now.Hard) };
        return SetLimit(resource, in limit) == 0;
    }

    /// <summary>Moves the soft limit alone.</summary>
    public static bool MoveSoftLimit(int resource, ulong value)
    {
        if (GetLimit(resource, out var now) != 0)
            return false;
        now.Soft = Math.Min(value, now.Hard);
        return SetLimit(resource, in now) == 0;
    }

    /// <summary>SIGKILL as soon as the thread that started this process ends.</summary>
    public static bool DieWithParent() => Control(PrSetParentDeathSignal, SigKill, 0, 0, 0) == 0;

    /// <summary>No set-uid program that it starts gets more rights (prctl(2), PR_SET_NO_NEW_PRIVS).</summary>
    public static bool ForbidNewPrivileges() => Control(PrSetNoNewPrivileges, 1, 0, 0, 0) == 0;

    /// <summary>Makes this process the leader of its own group, so that it can be killed with all that it starts.</summary>
    public static bool LeadOwnGroup() => SetProcessGroup(0, 0) == 0;

    /// <summary>Kills a whole process group. A group that is gone is no error.</summary>
    public static void KillGroup(int leader) => _ = Kill(-leader, SigKill);

    /// <summary>A copy of a descriptor that started programs don't inherit; -1 on failure.</summary>
    public static int DuplicatePrivately(int descriptor) => FileControl(descriptor, DuplicateCloseOnExec, 3);

    /// <summary>
    /// Keeps every descriptor that is open now from programs started later, also those that we were given without asking. Best effort:
    /// needs Linux 5.11.
    /// </summary>
    public static void KeepDescriptorsPrivate() => _ = SystemCall(CloseRange, 3, uint.MaxValue, CloseRangeCloseOnExec);

    /// <summary>Makes <paramref name="to"/> mean what <paramref name="from"/> means.</summary>
    public static bool Redirect(int from, int to) => Duplicate2(from, to) == to;

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    private static partial int SetProcessGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate2(int from, int to);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nuint first, nuint last, nuint flags);
}
