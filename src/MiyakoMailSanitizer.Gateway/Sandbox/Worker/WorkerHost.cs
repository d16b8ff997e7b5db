using Microsoft.Win32.SafeHandles;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>Answers one request; what it throws ends the worker, and the gateway starts another.</summary>
internal delegate Answer AnswerRequest(FrameHeader request, ReadOnlyMemory<byte> content);

/// <summary>A reply. The id is filled in by the host.</summary>
internal readonly record struct Answer(FrameHeader Header, ReadOnlyMemory<byte> Content = default);

/// <summary>
/// The child's side of the pipes: gives up what it does not need, says that it is ready, then answers frame by frame until its standard
/// input ends.
/// </summary>
internal static class WorkerHost
{
    /// <summary>Exit code where a limit could not be set: nothing has been read then.</summary>
    public const int ExitUnconfined = 70;

    /// <summary>Exit code where memory ran out on a request.</summary>
    public const int ExitExhausted = 72;

    /// <summary>Exit code where the gateway broke the protocol.</summary>
    public const int ExitProtocol = 71;

    // The runtime keeps each assembly and library open that it has loaded; a document that holds pictures needs over 60 of them.
    private const int OpenFiles = 256;
    private const int Processes = 128;

    // Deep but bounded recursion of a parser should end at its own limit rather than at the end of the stack.
    private const int StackBytes = 16 << 20;

    /// <summary>Runs a worker to its end.</summary>
    /// <param name="arguments">As of <see cref="WorkerLimits.ToArguments"/>.</param>
    /// <param name="prepare">Makes what answers; it gets the stream of frames only for the drill that soils it.</param>
    public static int Run(IReadOnlyList<string> arguments, Func<WorkerLimits, Stream, AnswerRequest> prepare)
    {
        if (WorkerLimits.Parse(arguments) is not { } limits)
            return Refuse("its limits are not given as they should be");
        if (Confine(limits) is { } cause)
            return Refuse(cause);
        if (TakeFrameStreams() is not var (input, output))
            return Refuse("standard input and output could not be set aside");

        var exitCode = ExitProtocol;
        var thread = new Thread(() => exitCode = Serve(limits, input, output, prepare(limits, output)), StackBytes);
        thread.Start();
        thread.Join();
        return exitCode;
    }

    private static int Serve(WorkerLimits limits, Stream input, Stream output, AnswerRequest answer)
    {
        var bounds = new FrameBounds(FrameBounds.DefaultHeader, limits.MaxContentBytes);
        var reader = new FrameReader(input, bounds);
        var writer = new FrameWriter(output, bounds);
        var exhausted = false;
        AppDomain.CurrentDomain.FirstChanceException += (_, e) => exhausted |= e.Exception is OutOfMemoryException;
        writer.Write(new FrameHeader.Ready());
        while (reader.Read() is { } request)
        {
            if (!GrantCpu(limits))
                return Refuse("the limit of CPU time could not be moved");
            var reply = answer(request.Header, request.Content);
            // After memory ran out anywhere, static state of a library may be half made: what such a process wrote is not sent.
            if (exhausted)
                return ExitExhausted;
            var header = reply.Header with { Id = request.Header.Id };
            try
            {
                writer.Write(header, reply.Content.Span);
            }
            catch (FrameTooLargeException e)
            {
                writer.Write(new FrameHeader.Failed(e.Message) { Id = request.Header.Id });
            }
        }
        return 0;
    }

    /// <summary>Null, or which limit could not be set.</summary>
    private static string? Confine(WorkerLimits limits)
    {
        var data = ((ulong)limits.MemoryMegabytes + WorkerLimits.DataSlackMegabytes) << 20;
        (string Name, Func<bool> Set)[] steps =
        [
            ("death with the parent", Posix.DieWithParent),
            ("own process group", () => Posix.LeadOwnGroup() || limits.Isolated),
            ("no new privileges", Posix.ForbidNewPrivileges),
            ("RLIMIT_CORE", () => Posix.LowerLimit(Posix.RlimitCore, 0)),
            // Regular files only; pipes are not counted.
            ("RLIMIT_FSIZE", () => Posix.LowerLimit(Posix.RlimitFileSize, 0)),
            ("RLIMIT_NOFILE", () => Posix.LowerLimit(Posix.RlimitOpenFiles, OpenFiles)),
            // Counts by user: without a user namespace the gateway's own threads would be counted in.
            ("RLIMIT_NPROC", () => !limits.Isolated || Posix.LowerLimit(Posix.RlimitProcesses, Processes)),
            // Not RLIMIT_AS: the runtime reserves far more address space than it ever uses.
            ("RLIMIT_DATA", () => Posix.LowerLimit(Posix.RlimitData, data)),
            ("RLIMIT_CPU", () => GrantCpu(limits)),
        ];
        return steps.FirstOrDefault(s => !s.Set()).Name;
    }

    private static bool GrantCpu(WorkerLimits limits)
    {
        var used = (ulong)Math.Ceiling(Environment.CpuUsage.TotalTime.TotalSeconds);
        return Posix.MoveSoftLimit(Posix.RlimitCpu, used + (ulong)(limits.CpuSeconds + WorkerLimits.CpuGraceSeconds));
    }

    /// <summary>
    /// Takes the two pipes for frames alone: descriptor 0 becomes empty and descriptor 1 becomes standard error, so that whatever a library
    /// or a program that it starts prints can't get among the frames.
    /// </summary>
    private static (Stream Input, Stream Output)? TakeFrameStreams()
    {
        var input = Posix.DuplicatePrivately(0);
        var output = Posix.DuplicatePrivately(1);
        using var nothing = File.OpenHandle("/dev/null");
        if (input < 0 || output < 0 || !Posix.Redirect((int)nothing.DangerousGetHandle(), 0) || !Posix.Redirect(2, 1))
            return null;
        return (Open(input, FileAccess.Read), Open(output, FileAccess.Write));

        static FileStream Open(int descriptor, FileAccess access)
            => new(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0);
    }

    private static int Refuse(string cause)
    {
        Console.Error.WriteLine($"miyako worker: {cause}");
        return ExitUnconfined;
    }
}
