using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>A policy, or what is wrong with its files.</summary>
internal sealed record PolicyReading(Policy? Policy, ImmutableArray<string> Faults);

/// <summary><c>miyako sanitize-worker</c>: the process that parses hostile bytes.</summary>
internal sealed class SanitizeWorker
{
    private readonly WorkerLimits _limits;
    private readonly Func<PolicySource, PolicyReading> _readPolicy;
    private readonly FaultDrill? _drill;
    private SanitizeEngine? _engine;
    private string _hash = "";

    private SanitizeWorker(WorkerLimits limits, Stream frames, Func<PolicySource, PolicyReading> readPolicy)
    {
        _limits = limits;
        _readPolicy = readPolicy;
        _drill = limits.FaultDrill ? new FaultDrill(frames) : null;
    }

    /// <summary>Runs the worker to its end and gives its exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, Func<PolicySource, PolicyReading> readPolicy)
        => WorkerHost.Run(arguments, (limits, frames) => new SanitizeWorker(limits, frames, readPolicy).Answer);

    private Answer Answer(FrameHeader request, ReadOnlyMemory<byte> content) => request switch
    {
        FrameHeader.Configure configure => Configure(configure, content),
        FrameHeader.Sanitize sanitize => Sanitize(sanitize, content),
        _ => new Answer(new FrameHeader.Failed($"a sanitize worker has no answer to {request.GetType().Name}")),
    };

    private Answer Configure(FrameHeader.Configure configure, ReadOnlyMemory<byte> content)
    {
        var source = Unpack(configure, content);
        _hash = source.Hash;
        _engine = null;
        if (_drill is not null && source.RulesJson.IsEmpty)
            return new Answer(new FrameHeader.Configured([]));
        var reading = _readPolicy(source);
        if (reading.Policy is null)
            return new Answer(new FrameHeader.Configured(reading.Faults.IsEmpty ? ["the policy could not be read"] : reading.Faults));
        IEnumerable<ISanitizer> drills = _drill is null ? [] : [new FaultDrillSanitizer(_drill)];
        _engine = new SanitizeEngine(new SanitizerCatalog([.. SanitizerCatalog.With(PopplerRenderer.Find()), .. drills]), reading.Policy);
        return new Answer(new FrameHeader.Configured([]));
    }

    private static PolicySource Unpack(FrameHeader.Configure configure, ReadOnlyMemory<byte> content)
    {
        var rest = content[configure.RulesLength..];
        var notices = ImmutableArray.CreateBuilder<NoticeSource>(configure.Notices.Length);
        foreach (var piece in configure.Notices)
        {
            notices.Add(new NoticeSource(piece.FileName, rest[..piece.Length]));
            rest = rest[piece.Length..];
        }
        return new PolicySource
        {
            RulesJson = content[..configure.RulesLength],
            Notices = notices.DrainToImmutable(),
            FileName = configure.FileName,
            Hash = configure.Hash,
        };
    }

    private Answer Sanitize(FrameHeader.Sanitize request, ReadOnlyMemory<byte> content)
    {
        var seconds = Math.Min(_engine?.Policy.Limits.MaxSeconds ?? int.MaxValue, _limits.CpuSeconds);
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        if (_drill is not null && FaultDrill.IsDrill(content.Span))
            return Drill(_drill, request, content, time.Token);
        if (_engine is null)
            return new Answer(new FrameHeader.Failed("the worker has no policy"));

        var message = new MessageContext
        {
            Reference = request.Reference,
            ReversePath = request.ReversePath,
            Recipients = request.Recipients,
            Passwords = request.Passwords,
            FindsPasswords = request.FindsPasswords,
            FollowUp = request.FollowUp,
            IsReleased = request.IsReleased,
            AtMost = request.AtMost,
            Originals = request.Originals,
            WantsUnpacked = request.WantsUnpacked,
            WantsText = request.WantsText,
        };
        var treated = _engine.TreatWhole(new UntrustedFile(request.Name, request.DeclaredMediaType, content), message, time.Token);
        var report = treated.Report;
        var safe = report.IsHeld ? null : report.Outcome.Delivered;
        var passwords = new PasswordFindings
        {
            Candidates = treated.PasswordCandidates,
            AreAnnounced = treated.ArePasswordsAnnounced,
            Fitting = treated.FittingPasswords,
            Tries = treated.PasswordTries,
        };
        var reply = new FrameHeader.Sanitized(ReportNode.From(report), safe is not null) { Passwords = passwords, Heading = treated.Heading, Text = treated.Text };
        return treated.Unpacked.IsEmpty
            ? new Answer(reply, safe?.Content ?? default)
            : new Answer(reply with { Unpacked = [.. treated.Unpacked.Select(u => u.Length)] }, Joined([safe?.Content ?? default, .. treated.Unpacked]));
    }

    private static byte[] Joined(ImmutableArray<ReadOnlyMemory<byte>> pieces)
    {
        var joined = new byte[pieces.Sum(p => p.Length)];
        var position = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(joined.AsMemory(position));
            position += piece.Length;
        }
        return joined;
    }

    /// <summary>A whole file that is a drill is run without the engine, so that the sandbox can be tested without any policy.</summary>
    private Answer Drill(FaultDrill drill, FrameHeader.Sanitize request, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var said = Encoding.UTF8.GetBytes(drill.Run(content.Span, cancellationToken));
        var report = new ReportNode
        {
            Name = request.Name,
            Format = "fault-drill",
            DeclaredMediaType = request.DeclaredMediaType,
            Size = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span)),
            Treatment = "convert",
            Rule = _hash,
            Outcome = "converted",
            Output = "fault-drill.txt",
            OutputMediaType = "text/plain",
        };
        return new Answer(new FrameHeader.Sanitized(report, HasContent: true), said);
    }
}
