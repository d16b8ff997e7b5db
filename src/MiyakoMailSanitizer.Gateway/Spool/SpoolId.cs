namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>Ids are file names, so they are checked wherever one comes from outside.</summary>
public static class SpoolId
{
    /// <summary>Letters, digits and <c>-</c>, 1 to 64 characters.</summary>
    public static bool IsValid(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>The id itself.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Checked(string id) => IsValid(id) ? id : throw new ArgumentException($"'{id}' is not a message id.", nameof(id));
}
