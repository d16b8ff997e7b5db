using System.Collections.Immutable;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>
/// Treats a file and all that lies in it: detect, decide by the rules, sanitize, look at the findings. Memory in, memory out; no clock.
/// Time is bounded by the cancellation token that the host gives, and by the host's sandbox.
/// </summary>
public sealed class SanitizeEngine(SanitizerCatalog catalog, Policy policy)
{
    private const int MaxDetail = 500;

    /// <summary>The administrator's settings.</summary>
    public Policy Policy { get; } = policy;

    /// <summary>Treats a single file with a fresh budget. Never throws for anything that the bytes can cause.</summary>
    public FileReport Treat(UntrustedFile file, MessageContext message, CancellationToken cancellationToken)
        => TreatWhole(file, message, cancellationToken).Report;

    /// <summary>As <see cref="Treat(UntrustedFile, MessageContext, CancellationToken)"/>, with what else was learnt on the way.</summary>
    public Treated TreatWhole(UntrustedFile file, MessageContext message, CancellationToken cancellationToken)
    {
        var state = new MessageState(Policy.Limits, message);
        var report = Treat(file, state, depth: 0, cancellationToken);
        return new(report, state.Heading, state.PasswordCandidates, state.ArePasswordsAnnounced, state.Passwords.Fitting, state.Passwords.Tries)
        {
            Text = message.WantsText ? MessageText.Of(report) : "",
            Unpacked = state.Unpacked,
        };
    }

    /// <summary>Treats a message as SMTP brought it: it is of format mail whatever its bytes look like.</summary>
    public FileReport TreatMessage(ReadOnlyMemory<byte> content, string name, MessageContext message, CancellationToken cancellationToken)
    {
        var file = new UntrustedFile(name, FileFormat.Mail.MediaType, content);
        return Treat(file, new DetectedFormat(FileFormat.Mail, []), new MessageState(Policy.Limits, message), depth: 0, cancellationToken);
    }

    internal FileReport Treat(UntrustedFile file, MessageState state, int depth, CancellationToken cancellationToken)
        => Treat(file, Detect(file, cancellationToken), state, depth, cancellationToken);

    /// <summary>See <see cref="SanitizeScope.Withhold"/> and <see cref="SanitizeScope.Remove"/>.</summary>
    /// <param name="file">What is not delivered.</param>
    /// <param name="why">The reason.</param>
    /// <param name="loosest">Quarantine or removal; a stricter rule counts.</param>
    /// <param name="state">Of the message.</param>
    /// <param name="depth">Of the file.</param>
    /// <param name="cancellationToken">The time.</param>
    internal FileReport Withhold(
        UntrustedFile file, Finding why, Treatment loosest, MessageState state, int depth, CancellationToken cancellationToken)
    {
        var detected = Detect(file, cancellationToken);
        var facts = new FileFacts(file.Name, detected.Format, file.Content.Length, depth, state.Message);
        var decision = Policy.Rules.Decide(facts);
        var scope = new SanitizeScope(this, state, decision.Treatment, depth);
        var spent = Guard("budget", () => { scope.Enter(file.Content.Length); return null; }, cancellationToken);
        Outcome outcome = decision.Treatment < loosest ? Withhold(decision, [])
            : loosest == Treatment.Remove ? new Outcome.Removed($"{why.Detail}.")
            : new Outcome.Quarantined($"{why.Detail}.");
        outcome = outcome with { Findings = [.. spent?.Findings ?? [], .. outcome.Findings, why] };
        if (decision.Treatment > loosest)
            decision = decision with { Treatment = loosest };
        return Report(file, detected, facts, decision, outcome, []);
    }

    private DetectedFormat Detect(UntrustedFile file, CancellationToken cancellationToken)
    {
        var detected = new DetectedFormat(FileFormat.Unknown, []);
        var failure = Guard("detection", () => { detected = FormatDetector.Detect(file); return null; }, cancellationToken);
        return failure is null ? detected : detected with { Findings = failure.Findings };
    }

    private FileReport Treat(
        UntrustedFile file, DetectedFormat detected, MessageState state, int depth, CancellationToken cancellationToken)
    {
        var facts = new FileFacts(file.Name, detected.Format, file.Content.Length, depth, state.Message);
        var decision = Bounded(Policy.Rules.Decide(facts), facts);
        state.TakeOriginal(file, detected.Format);
        if (depth > 1)
            state.TakeUnpacked(file.Content);
        var scope = new SanitizeScope(this, state, decision.Treatment, depth);
        var outcome = Sanitize(file, detected, decision, scope, cancellationToken);
        foreach (var treatment in decision.Else)
        {
            if (!outcome.IsWithheld || outcome.Findings.Any(f => IsFinal(f.Code)))
                break;
            var why = new Finding("rule.fallback", "", $"{decision.Treatment} came to nothing, {treatment} was tried".ToLowerInvariant());
            var before = FindingList.Distinct([.. outcome.Findings, why]);
            decision = decision with { Treatment = treatment };
            scope = new SanitizeScope(this, state, treatment, depth);
            outcome = Sanitize(file, detected, decision, scope, cancellationToken);
            outcome = outcome with { Findings = [.. before, .. outcome.Findings] };
        }
        return Report(file, detected, facts, decision, outcome, scope.Nested);
    }

    /// <summary>Never looser than asked for; a message can only be rebuilt.</summary>
    private static Decision Bounded(Decision decision, FileFacts facts)
        => facts.Message.AtMost is { } most && decision.Treatment > most && facts.Format != FileFormat.Mail
            ? decision with { Treatment = most, Else = [] }
            : decision;

    /// <summary>Where a budget is spent or a password is missing, another treatment changes nothing.</summary>
    private static bool IsFinal(string code)
        => code.StartsWith("limit.", StringComparison.Ordinal) || code.EndsWith(".bomb", StringComparison.Ordinal)
            || code is "file.encrypted" or "file.polyglot" or "file.unknown";

    /// <summary>Looks at the findings once more, as the rules may make of them something stricter, and writes down what was done.</summary>
    private FileReport Report(
        UntrustedFile file, DetectedFormat detected, FileFacts facts, Decision decision, Outcome outcome, ImmutableArray<FileReport> nested)
    {
        // What a password has opened is not encrypted any more; what is still closed in it says so itself.
        var isOpened = outcome.Findings.Any(f => f.Code == "file.unlocked");
        var seen = detected.Findings.Where(f => !isOpened || f.Code != "file.encrypted");
        outcome = outcome with { Findings = FindingList.Distinct(seen.Concat(outcome.Findings).Select(Shown)) };
        var tightened = Policy.Rules.Tighten(decision, facts, outcome.Findings);
        if (tightened.Treatment < decision.Treatment)
            outcome = Withhold(tightened, outcome.Findings);
        return new FileReport
        {
            Name = FileNames.Display(file.Name),
            Format = detected.Format,
            DeclaredMediaType = FileNames.Display(file.DeclaredMediaType),
            Size = file.Content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content.Span)),
            Decision = tightened,
            Outcome = outcome,
            Nested = nested,
        };
    }

    private Outcome Sanitize(
        UntrustedFile file, DetectedFormat detected, Decision decision, SanitizeScope scope, CancellationToken cancellationToken)
    {
        // Counted before anything else, as what is withheld costs time and a line of the report too.
        if (Guard("budget", () => { scope.Enter(file.Content.Length); return null; }, cancellationToken) is { } spent)
            return spent;
        if (decision.Treatment <= Treatment.Remove)
            return Withhold(decision, []);
        if (detected.IsPolyglot)
            return new Outcome.Quarantined("The file can be read as two formats at once.");
        if (catalog.Find(detected.Format) is not { } sanitizer)
            return Quarantined("sanitizer.missing", $"there is no sanitizer for the format {detected.Format}");
        return Guard(sanitizer.GetType().Name, () => sanitizer.Sanitize(file, scope, cancellationToken), cancellationToken)
            ?? Quarantined("sanitizer.failed", $"{sanitizer.GetType().Name} gave no outcome");
    }

    /// <summary>Runs what reads hostile bytes; whatever it throws, the file is withheld.</summary>
    private Outcome? Guard(string what, Func<Outcome?> read, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = read();
            // What is done too late, or after something within was given up, is not done.
            cancellationToken.ThrowIfCancellationRequested();
            return outcome;
        }
        catch (LimitExceededException e)
        {
            return Quarantined(e.Code, e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Quarantined("limit.time", $"it took longer than {Policy.Limits.MaxSeconds} seconds");
        }
#pragma warning disable CA1031 // One of the two catch-alls: a hostile file can make a parser throw anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Quarantined("sanitizer.failed", $"{e.GetType().Name} in {what}");
        }
    }

    /// <summary>Findings quote what the sender wrote; operators see one clean line.</summary>
    private static Finding Shown(Finding finding) => finding with
    {
        Where = FileNames.Display(finding.Where),
        Detail = TextCut.AtMost(TextCleaner.CleanLine(finding.Detail, "").Text, MaxDetail),
    };

    private static Outcome Withhold(Decision decision, ImmutableArray<Finding> findings)
    {
        var rule = decision.Rule;
        (Outcome outcome, string code) = decision.Treatment switch
        {
            Treatment.Remove => (new Outcome.Removed($"The rule '{rule}' removes it."), "rule.remove"),
            Treatment.Hold => ((Outcome)new Outcome.Quarantined($"The rule '{rule}' holds the message."), "rule.hold"),
            _ when decision == Decision.NoRule => (new Outcome.Quarantined("No rule lets it through."), "rule.none"),
            _ => (new Outcome.Quarantined($"The rule '{rule}' keeps it back."), "rule.quarantine"),
        };
        return outcome with { Findings = [.. findings, new(code, "", code == "rule.none" ? "no rule fits" : rule)] };
    }

    private static Outcome.Quarantined Quarantined(string code, string detail)
        => new($"{detail}.") { Findings = [new(code, "", detail)] };
}
