namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>Times of ZIP: two seconds to the step, 1980 to 2107, no time zone.</summary>
internal static class DosTimes
{
    /// <summary>Senders are in Japan; the zone of this machine must not change what is written.</summary>
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    /// <summary>The time where it is one, else 1980-01-01.</summary>
    public static uint OrNone(uint dosTime)
    {
        var (date, time) = (dosTime >> 16, dosTime & 0xFFFF);
        var (year, month, day) = (1980 + (int)(date >> 9), (int)(date >> 5) & 15, (int)date & 31);
        var isTime = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && time >> 11 < 24 && ((time >> 5) & 63) < 60 && (time & 31) < 30;
        return isTime ? dosTime : ZipWriter.NoTime;
    }

    /// <summary>From seconds since 1970 (UTC).</summary>
    public static uint FromUnix(long seconds)
    {
        // 1980 to 2107.
        if (seconds is < 315_532_800 or > 4_354_819_199 - 86_400)
            return ZipWriter.NoTime;
        var t = DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(Japan);
        return FromParts(t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second);
    }

    /// <summary>From steps of 100 ns since 1601 (UTC), not negative.</summary>
    public static uint FromFileTime(long fileTime) => FromUnix((fileTime / 10_000_000) - 11_644_473_600);

    /// <summary>From a moment that has no zone, as archives of DOS have it.</summary>
    public static uint FromLocal(DateTime? time)
        => time is not { } t ? ZipWriter.NoTime
            : t.Kind == DateTimeKind.Utc ? FromUnix(new DateTimeOffset(t).ToUnixTimeSeconds())
            : t.Year is >= 1980 and <= 2107 ? FromParts(t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second)
            : ZipWriter.NoTime;

    private static uint FromParts(int year, int month, int day, int hour, int minute, int second)
        => (uint)(((year - 1980) << 25) | (month << 21) | (day << 16) | (hour << 11) | (minute << 5) | (second / 2));
}
