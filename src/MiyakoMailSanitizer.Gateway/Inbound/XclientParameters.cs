using System.Net;
using System.Text;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The argument of XCLIENT, by which a front tells for whom it speaks (Postfix, XCLIENT_README).</summary>
/// <param name="Address">ADDR; null where it is not given or not available.</param>
/// <param name="Helo">HELO; null where it is not given or not available.</param>
internal sealed record XclientParameters(IPAddress? Address, string? Helo)
{
    private static readonly string[] Ignored = ["NAME", "PORT", "PROTO", "LOGIN", "DESTADDR", "DESTPORT", "REVERSE_NAME"];

    /// <summary>Null where it is not what it should be.</summary>
    public static XclientParameters? Parse(ReadOnlySpan<byte> argument)
    {
        var found = new XclientParameters(null, null);
        foreach (var word in Encoding.ASCII.GetString(argument).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || Xtext.Decode(word[(equals + 1)..]) is not { } value)
                return null;
            var isGiven = value is not ("[UNAVAILABLE]" or "[TEMPUNAVAIL]");
            switch (word[..equals].ToUpperInvariant())
            {
                case "ADDR" when !isGiven:
                case "HELO" when !isGiven:
                    break;
                case "ADDR":
                    if (!IPAddress.TryParse(value.StartsWith("IPV6:", StringComparison.OrdinalIgnoreCase) ? value[5..] : value, out var address))
                        return null;
                    found = found with { Address = address };
                    break;
                case "HELO":
                    found = found with { Helo = value };
                    break;
                case var name when !Ignored.Contains(name):
                    return null;
            }
        }

        return found;
    }
}
