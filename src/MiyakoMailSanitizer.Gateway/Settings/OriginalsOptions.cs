namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>Releasing originals: files as they came, not made safe.</summary>
public sealed record OriginalsOptions
{
    /// <summary>Allow it, by two operators and after a scan by clamd. Default false.</summary>
    public bool MayBeReleased { get; init; }

    /// <summary>Hours after which the first one's request is void. Default 24, 1 to 168.</summary>
    public int RequestHours { get; init; } = 24;
}
