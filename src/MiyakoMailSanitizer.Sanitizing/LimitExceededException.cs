namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>The message's budget is spent. The engine turns it into a withheld file.</summary>
/// <param name="code">Finding code, e.g. <c>limit.depth</c>.</param>
/// <param name="message">Plain words with the limit's figure.</param>
public sealed class LimitExceededException(string code, string message) : Exception(message)
{
    /// <summary>Finding code, e.g. <c>limit.depth</c>.</summary>
    public string Code { get; } = code;
}
