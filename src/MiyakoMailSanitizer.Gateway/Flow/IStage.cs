using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>One stage of a message's way. May run twice for the same message after a crash.</summary>
public interface IStage
{
    /// <summary>The queue whose messages it takes.</summary>
    Queue From { get; }

    /// <summary>Does its work and says where the message goes. What it throws defers the message.</summary>
    ValueTask<Step> RunAsync(MailItem item, CancellationToken cancellationToken);
}

/// <summary>Where a message goes after a stage. Closed.</summary>
public abstract record Step
{
    private Step() { }

    /// <summary>On to another queue, with what is to be remembered.</summary>
    public sealed record MoveTo(Queue Queue, params SpoolRecord[] Records) : Step;

    /// <summary>Stays, not to be touched before <paramref name="Until"/>.</summary>
    public sealed record Defer(DateTimeOffset Until, string Reason) : Step;

    /// <summary>Ends: relayed, held or bounced, and the audit log says so.</summary>
    public sealed record Done : Step;
}
