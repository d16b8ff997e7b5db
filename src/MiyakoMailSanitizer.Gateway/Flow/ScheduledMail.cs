using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>A message of a queue, as far as its turn depends on it.</summary>
/// <param name="Id">Its id.</param>
internal sealed record ScheduledMail(string Id)
{
    /// <summary>Messages from here on are large: they may not take all workers from the small ones. In bytes.</summary>
    public const int LargeFrom = 1 << 20;

    /// <summary>The message, where it is still in memory.</summary>
    public MailItem? Item { get; init; }

    /// <summary>IP address of the client; empty where nobody has read the file yet.</summary>
    public string Client { get; init; } = "";

    /// <summary>Reverse-path.</summary>
    public string Sender { get; init; } = "";

    /// <summary>See <see cref="LargeFrom"/>.</summary>
    public bool IsLarge { get; init; }

    /// <summary>A message whose file has been read.</summary>
    public static ScheduledMail Of(MailItem item, bool inMemory) => new(item.Id)
    {
        Item = inMemory ? item : null,
        Client = item.Envelope.ClientAddress,
        Sender = item.Envelope.ReversePath,
        IsLarge = item.Message.Length >= LargeFrom,
    };
}
