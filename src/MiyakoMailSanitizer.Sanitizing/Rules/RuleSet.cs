using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>The ordered rules.</summary>
public sealed class RuleSet
{
    /// <summary>The first rule without <c>when.findings</c> whose <c>when</c> fits; <see cref="Decision.NoRule"/> where none does.</summary>
    public Decision Decide(FileFacts facts) => throw new NotImplementedException();

    /// <summary>After the treatment: the strictest of <paramref name="decision"/> and the rules with <c>when.findings</c> that fit.</summary>
    public Decision Tighten(Decision decision, FileFacts facts, ImmutableArray<Finding> findings) => throw new NotImplementedException();
}
