using System.Text;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>The sandbox is not as strong as the settings demand.</summary>
public sealed class SandboxRefusedException(string message) : Exception(message);

/// <summary>Both pools of workers and the two doors to them. One for each gateway.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WorkerPool _sanitizePool;
    private readonly WorkerPool _verifyPool;

    private SandboxHost(SandboxStatus status, WorkerPool sanitizePool, WorkerPool verifyPool, ILogger logger)
    {
        Status = status;
        _sanitizePool = sanitizePool;
        _verifyPool = verifyPool;
        Sanitizer = new SanitizeClient(sanitizePool, logger);
        Gate = new VerifiedMessage.VerifierGate(new VerifyClient(verifyPool));
    }

    /// <summary>How well the workers are shut in.</summary>
    public SandboxStatus Status { get; }

    /// <summary>The engine.</summary>
    public ISanitizerWorkers Sanitizer { get; }

    /// <summary>The gate to the outside.</summary>
    public VerifiedMessage.VerifierGate Gate { get; }

    /// <summary>Warm sanitize and verify workers; for health: 0 of either means that nothing flows.</summary>
    public (int Sanitize, int Verify) Live => (_sanitizePool.Live, _verifyPool.Live);

    /// <summary>Requests that wait for a worker; for metrics.</summary>
    public (long Sanitize, long Verify) Waiting => (_sanitizePool.Waiting, _verifyPool.Waiting);

    /// <summary>Workers that became warm, since the start; for metrics.</summary>
    public (long Sanitize, long Verify) Starts => (_sanitizePool.Starts, _verifyPool.Starts);

    /// <summary>Workers that died, were killed or could not be started, since the start; for metrics.</summary>
    public (long Sanitize, long Verify) Failures => (_sanitizePool.Failures, _verifyPool.Failures);

    /// <summary>Probes bubblewrap without starting any worker; for <c>check-config</c>.</summary>
    public static SandboxStatus Probe(SandboxOptions options) => SandboxLauncher.Probe(options).Status;

    /// <summary>Starts the workers; they become warm while this returns.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="maxMessageBytes">The largest message that is accepted.</param>
    /// <param name="policy">The policy of now; asked before every request, so it must be quick.</param>
    /// <param name="logger">For operators.</param>
    /// <param name="faultDrill">Tests only.</param>
    /// <exception cref="SandboxRefusedException">bubblewrap is required and does not work.</exception>
    public static SandboxHost Start(
        SandboxOptions options, long maxMessageBytes, Func<PolicySource> policy, ILogger logger, bool faultDrill = false)
    {
        var launcher = SandboxLauncher.Probe(options);
        if (options.RequireBubblewrap && !launcher.Status.Isolated)
            throw new SandboxRefusedException(launcher.Status.Explanation);
        if (launcher.Status.Isolated)
            SandboxLog.Isolated(logger, launcher.Status.Explanation);
        else
            SandboxLog.NotIsolated(logger, launcher.Status.Explanation);

        var limits = new WorkerLimits
        {
            MemoryMegabytes = options.MemoryMegabytes,
            CpuSeconds = options.CpuSeconds,
            MaxContentBytes = MaxContentBytes(maxMessageBytes),
            FaultDrill = faultDrill,
        };
        var patience = TimeSpan.FromSeconds(options.WallSeconds);
        var sanitize = new WorkerPoolOptions
        {
            Verb = "sanitize-worker",
            Workers = options.SanitizeWorkers,
            // What was unpacked may come with the reply.
            Limits = limits with { MaxContentBytes = (int)Math.Min((long)limits.MaxContentBytes + Sanitizing.Treated.MaxUnpacked, Array.MaxLength) },
            Patience = patience,
            Policy = policy,
            WarmUp = new WarmUp(new FrameHeader.Sanitize("warm-up", "", [], "", "message/rfc822"), WarmUpMail),
        };
        var verify = new WorkerPoolOptions
        {
            Verb = "verify-worker",
            Workers = options.VerifyWorkers,
            Limits = limits,
            Patience = patience,
            WarmUp = new WarmUp(new FrameHeader.VerifyMessage(), WarmUpMail),
        };
        return new SandboxHost(
            launcher.Status,
            new WorkerPool(launcher, sanitize, logger, TimeProvider.System),
            new WorkerPool(launcher, verify, logger, TimeProvider.System),
            logger);
    }

    /// <summary>Kills all workers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sanitizePool.DisposeAsync();
        await _verifyPool.DisposeAsync();
    }

    // A rebuilt message can be larger than the original: base64 for 8-bit text, UTF-8 for ISO-2022-JP, notices.
    private static int MaxContentBytes(long maxMessageBytes)
        => (int)Math.Min(Math.Max(maxMessageBytes, 0) * 2 + (16 << 20), Array.MaxLength);

    private static ReadOnlyMemory<byte> WarmUpMail { get; } = Encoding.UTF8.GetBytes(
        """
        Date: Mon, 23 Nov 2026 10:11:12 +0900
        From: =?UTF-8?B?5a6u6YO95biC?= <warm-up@localhost>
        Subject: =?UTF-8?B?5rqW5YKZ?=
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="=_miyako-0000000000000000-00"

        --=_miyako-0000000000000000-00
        Content-Type: multipart/alternative; boundary="alternative"

        --alternative
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: base64

        5rqW5YKZ5L2T5pONCg==
        --alternative
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <html><body><h1>=E6=BA=96=E5=82=99</h1><table><tr><td>1</td></tr></table></body></html>
        --alternative--
        --=_miyako-0000000000000000-00
        Content-Type: text/csv; charset=utf-8
        Content-Disposition: attachment; filename="warm-up.csv"

        a,b
        --=_miyako-0000000000000000-00--

        """.ReplaceLineEndings("\r\n"));
}
