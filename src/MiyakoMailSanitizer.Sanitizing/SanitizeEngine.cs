using System.Collections.Immutable;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>
/// Treats a file and all that lies in it: detect, decide by the rules, sanitize, look at the findings. Memory in, memory out; no clock.
/// Time is bounded by the cancellation token that the host gives, and by the host's sandbox.
/// </summary>
public sealed class SanitizeEngine(SanitizerCatalog catalog, Policy policy)
{
    /// <summary>The administrator's settings.</summary>
    public Policy Policy { get; } = policy;

    /// <summary>Treats a message or a single file with a fresh budget. Never throws for anything that the bytes can cause.</summary>
    public FileReport Treat(UntrustedFile file, MessageContext message, CancellationToken cancellationToken)
        => Treat(file, new Budget(Policy.Limits), message, depth: 0, cancellationToken);

    internal FileReport Treat(UntrustedFile file, Budget budget, MessageContext message, int depth, CancellationToken cancellationToken)
    {
        var detected = FormatDetector.Detect(file);
        var facts = new FileFacts(file.Name, detected.Format, file.Content.Length, depth, message);
        var decision = Policy.Rules.Decide(facts);
        var (outcome, nested) = Sanitize(file, detected, decision, budget, message, depth, cancellationToken);
        outcome = outcome with { Findings = [.. detected.Findings, .. outcome.Findings] };
        var tightened = Policy.Rules.Tighten(decision, facts, outcome.Findings);
        if (tightened.Treatment < decision.Treatment && tightened.Treatment <= Treatment.Remove)
            outcome = Withhold(tightened, outcome.Findings);
        else
            tightened = decision;
        return new FileReport
        {
            Name = file.Name,
            Format = detected.Format,
            DeclaredMediaType = file.DeclaredMediaType,
            Size = file.Content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content.Span)),
            Decision = tightened,
            Outcome = outcome,
            Nested = nested,
        };
    }

    private (Outcome, ImmutableArray<FileReport>) Sanitize(
        UntrustedFile file, DetectedFormat detected, Decision decision, Budget budget, MessageContext message, int depth, CancellationToken cancellationToken)
    {
        if (detected.IsPolyglot)
            return (new Outcome.Quarantined("The file can be read as two formats at once."), []);
        if (decision.Treatment <= Treatment.Remove)
            return (Withhold(decision, []), []);
        if (catalog.Find(detected.Format) is not { } sanitizer)
            return (Quarantined("sanitizer.missing", $"there is no sanitizer for {detected.Format}"), []);

        var scope = new SanitizeScope(this, budget, message, decision.Treatment, depth);
        return (Guarded(), scope.Nested);

        Outcome Guarded()
        {
            try
            {
                budget.SpendFile(depth);
                budget.SpendBytes(file.Content.Length);
                cancellationToken.ThrowIfCancellationRequested();
                return sanitizer.Sanitize(file, scope, cancellationToken);
            }
            catch (LimitExceededException e)
            {
                return Quarantined(e.Code, e.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return Quarantined("limit.time", $"it took longer than {Policy.Limits.MaxSeconds} seconds");
            }
#pragma warning disable CA1031 // One of the two catch-alls: whatever a hostile file makes a parser throw, the file is withheld.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return Quarantined("sanitizer.failed", $"{e.GetType().Name} in {sanitizer.GetType().Name}");
            }
        }
    }

    private static Outcome Withhold(Decision decision, ImmutableArray<Finding> findings) => decision.Treatment switch
    {
        Treatment.Remove => new Outcome.Removed($"The rule '{decision.Rule}' removes it.") { Findings = [.. findings, new("rule.remove", "", decision.Rule)] },
        Treatment.Hold => new Outcome.Quarantined($"The rule '{decision.Rule}' holds the message.") { Findings = [.. findings, new("rule.hold", "", decision.Rule)] },
        _ => new Outcome.Quarantined($"The rule '{decision.Rule}' keeps it back.") { Findings = [.. findings, new("rule.quarantine", "", decision.Rule)] },
    };

    private static Outcome.Quarantined Quarantined(string code, string detail)
        => new($"{detail}.") { Findings = [new(code, "", detail)] };
}
