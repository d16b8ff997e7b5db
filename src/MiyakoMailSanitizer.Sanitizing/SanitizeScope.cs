using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Passwords;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>
/// What a sanitizer may use while it treats one file: the limits, the policy, and the way down to what lies within. All scopes of a message
/// share one budget.
/// </summary>
public sealed class SanitizeScope
{
    private readonly SanitizeEngine _engine;
    private readonly MessageState _state;
    private readonly ImmutableArray<FileReport>.Builder _nested = ImmutableArray.CreateBuilder<FileReport>();

    internal SanitizeScope(SanitizeEngine engine, MessageState state, Treatment treatment, int depth)
    {
        _engine = engine;
        _state = state;
        Treatment = treatment;
        Depth = depth;
    }

    /// <summary>The message's budget.</summary>
    public Limits Limits => _engine.Policy.Limits;

    /// <summary>The administrator's settings.</summary>
    public Policy Policy => _engine.Policy;

    /// <summary>The message that all belongs to.</summary>
    public MessageContext Message => _state.Message;

    /// <summary><see cref="Treatment.Convert"/>, <see cref="Treatment.Image"/> or <see cref="Treatment.Rebuild"/>.</summary>
    public Treatment Treatment { get; }

    /// <summary>0 for the message itself.</summary>
    public int Depth { get; }

    /// <summary>What may be tried on a file that needs a password.</summary>
    internal PasswordRing Passwords => _state.Passwords;

    /// <summary>What all files of the message share.</summary>
    internal MessageState State => _state;

    /// <summary>What <see cref="TreatNested"/> has reported so far, in order.</summary>
    internal ImmutableArray<FileReport> Nested => _nested.ToImmutable();

    /// <summary>Treats a file that lies in this one, by the same rules and on the same budget.</summary>
    public FileReport TreatNested(UntrustedFile nested, CancellationToken cancellationToken)
    {
        var report = _engine.Treat(nested, _state, Depth + 1, cancellationToken);
        _nested.Add(report);
        return report;
    }

    /// <summary>
    /// Keeps a file of this one from delivery whatever the rules would do with it (stricter rules count), and reports why: what only one
    /// reading of a message sees, bytes that no charset reads well.
    /// </summary>
    public FileReport Withhold(UntrustedFile nested, Finding why, CancellationToken cancellationToken)
    {
        var report = _engine.Withhold(nested, why, Treatment.Quarantine, _state, Depth + 1, cancellationToken);
        _nested.Add(report);
        return report;
    }

    /// <summary>
    /// Leaves a file out for good, whatever the rules would do with it (stricter rules count), and reports why: what only its place in this one
    /// tells, such as a picture of one pixel within a text.
    /// </summary>
    public FileReport Remove(UntrustedFile nested, Finding why, CancellationToken cancellationToken)
    {
        var report = _engine.Withhold(nested, why, Treatment.Remove, _state, Depth + 1, cancellationToken);
        _nested.Add(report);
        return report;
    }

    /// <summary>Counts the file itself, before its sanitizer begins.</summary>
    /// <exception cref="LimitExceededException">Too deep, too many files, or too many bytes.</exception>
    internal void Enter(long size)
    {
        _state.Budget.SpendFile(Depth);
        _state.Budget.SpendBytes(size);
    }

    /// <summary>Counts unpacked bytes, before they are held in memory.</summary>
    /// <exception cref="LimitExceededException">The budget is spent.</exception>
    public void Spend(long unpackedBytes) => _state.Budget.SpendBytes(unpackedBytes);

    /// <summary>Takes back what was counted while it was unpacked; right before it goes to <see cref="TreatNested"/>, which counts it.</summary>
    internal void GiveBack(long unpackedBytes) => _state.Budget.GiveBack(unpackedBytes);
}
