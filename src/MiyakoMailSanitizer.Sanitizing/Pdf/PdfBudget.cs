namespace MiyakoMailSanitizer.Sanitizing.Pdf;

/// <summary>Counts memory before it is taken, and looks at the time now and then.</summary>
internal sealed class PdfBudget(SanitizeScope scope, CancellationToken cancellationToken)
{
    private const int ValueBytes = 32, TicksBetween = 4_096, Batch = 1 << 16;
    private long _open;
    private int _ticks;

    public SanitizeScope Scope { get; } = scope;

    /// <exception cref="LimitExceededException">The message's budget is spent.</exception>
    public void Spend(long bytes)
    {
        _open += bytes;
        if (_open < Batch)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        var open = _open;
        _open = 0;
        Scope.Spend(open);
    }

    /// <summary>For each value that is kept.</summary>
    public void SpendValue() => Spend(ValueBytes);

    /// <summary>Throws where the time is over.</summary>
    public void Check() => cancellationToken.ThrowIfCancellationRequested();

    /// <summary>For loops that keep nothing.</summary>
    public void Tick()
    {
        if (++_ticks % TicksBetween == 0)
            cancellationToken.ThrowIfCancellationRequested();
    }
}
