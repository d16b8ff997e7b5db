namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// Counts what the conversion does (tokens, nodes, characters, declarations) and looks at the cancellation token now and then.
/// The count is what the tests hold against the input's length: it must grow no faster.
/// </summary>
internal sealed class HtmlWork(CancellationToken cancellationToken)
{
    private const int LookEvery = 4_096;
    private long _nextLook = LookEvery;

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <exception cref="OperationCanceledException">The host's time is over.</exception>
    public void Step(int count = 1)
    {
        Steps += count;
        if (Steps < _nextLook)
            return;
        _nextLook = Steps + LookEvery;
        cancellationToken.ThrowIfCancellationRequested();
    }
}
