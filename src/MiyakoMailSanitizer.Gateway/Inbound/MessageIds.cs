using System.Globalization;
using System.Security.Cryptography;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Where message ids come from.</summary>
internal interface IMessageIds
{
    /// <summary>A new id: <c>yyyyMMdd-</c> (local date) and 12 of <c>0-9A-HJKMNP-TV-Z</c>.</summary>
    string Next();
}

/// <summary>Ids that nobody can guess: 60 random bits after the date.</summary>
internal sealed class MessageIds(TimeProvider time) : IMessageIds
{
    /// <summary>Crockford's base 32: no letter that people take for a digit or another letter.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <inheritdoc/>
    public string Next() => string.Create(
        CultureInfo.InvariantCulture, $"{time.GetLocalNow():yyyyMMdd}-{RandomNumberGenerator.GetString(Alphabet, 12)}");
}
