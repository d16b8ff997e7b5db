namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>What was withheld.</summary>
public sealed record QuarantineOptions
{
    /// <summary>Default <c>/var/lib/miyako/quarantine</c>.</summary>
    public string Folder { get; init; } = "/var/lib/miyako/quarantine";

    /// <summary>Optional file of keys that seal messages at rest (<see cref="Quarantine.CaseKeys"/>). Default none: they lie there as they came.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// Days after which an undecided case is deleted whose message was delivered without its files, so that its recipients were told. Default 0: never. A
    /// message that is held whole is never deleted by time. 0 to 3,650.
    /// </summary>
    public int UndecidedDays { get; init; }

    /// <summary>Days after its decision for which a released case is kept. Default 90; 0: for ever. 0 to 3,650.</summary>
    public int ReleasedDays { get; init; } = 90;

    /// <summary>Days after its decision for which a discarded case is kept. Default 90; 0: for ever. 0 to 3,650.</summary>
    public int DiscardedDays { get; init; } = 90;

    /// <summary>Bytes of the folder above which there is an alarm; nothing is deleted for it. Default 20 GiB, 1 MiB to 1 PiB.</summary>
    public long AlarmBytes { get; init; } = 20L << 30;
}
