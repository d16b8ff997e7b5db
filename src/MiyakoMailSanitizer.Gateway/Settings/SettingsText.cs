using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>Strings of the settings file that have a form. Each returns null, or what is wrong.</summary>
internal static class SettingsText
{
    /// <summary><c>192.0.2.1:25</c> or <c>[2001:db8::1]:25</c>.</summary>
    public static string? Listener(string text, out string endpoint)
    {
        endpoint = text;
        var colon = text.LastIndexOf(':');
        var address = colon < 0 ? text : text[..colon];
        var isV6 = address.StartsWith('[') && address.EndsWith(']');
        if (colon < 0 || Address(isV6 ? address[1..^1] : address) is not { } parsed || isV6 != (BitsOf(parsed) == 128))
            return $"{ConfigText.Quote(text)} is no listener; write \"192.0.2.1:25\" or \"[2001:db8::1]:25\"";
        var port = text.AsSpan(colon + 1);
        return port.Length is > 0 and <= 5 && !port.ContainsAnyExceptInRange('0', '9') && int.Parse(port) <= 65_535
            ? null
            : $"{ConfigText.Quote(text)} has no port from 0 to 65535";
    }

    /// <summary>A CIDR block without bits behind its prefix.</summary>
    public static string? Cidr(string text, out string cidr)
    {
        cidr = text;
        if (Address(text) is { } single)
            return $"{ConfigText.Quote(text)} has no prefix length; did you mean {ConfigText.Quote($"{text}/{BitsOf(single)}")}?";
        var slash = text.IndexOf('/');
        if (slash < 0 || Address(text[..slash]) is not { } address || !TryPrefix(text.AsSpan(slash + 1), BitsOf(address), out var prefix))
            return $"{ConfigText.Quote(text)} is no CIDR block; write \"192.0.2.0/24\" or \"2001:db8::/32\"";
        var network = NetworkOf(address, prefix);
        return network.Equals(address)
            ? null
            : $"{ConfigText.Quote(text)} has bits behind its prefix; did you mean {ConfigText.Quote($"{network}/{prefix}")}?";
    }

    /// <summary>A domain of addresses, exact or with a leading dot; lower case comes out.</summary>
    public static string? MailDomain(string text, out string domain)
    {
        domain = text.ToLowerInvariant();
        if (text.Contains('@') || text.Contains('*'))
            return $"{ConfigText.Quote(text)} is no domain; write \"city.example.jp\", or \".city.example.jp\" for all below it";
        return IsHostName(text.StartsWith('.') ? text[1..] : text)
            ? null
            : $"{ConfigText.Quote(text)} is no domain{IfNotAscii(text)}";
    }

    /// <summary>A host name or an IP address.</summary>
    public static string? Host(string text, out string host)
    {
        host = text;
        var bare = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        if (bare.Length != text.Length && Address(bare) is not null)
            return $"write the address without brackets: {ConfigText.Quote(bare)}";
        if (Address(text) is not null || (IsHostName(text) && !text.All(c => char.IsAsciiDigit(c) || c == '.')))
            return null;
        return text.Contains(':')
            ? $"{ConfigText.Quote(text)} is no host; the port has a key of its own"
            : $"{ConfigText.Quote(text)} is no host name{IfNotAscii(text)}";
    }

    /// <summary>A host name, no address.</summary>
    public static string? HostName(string text, out string host)
    {
        host = text;
        return IsHostName(text) && Address(text) is null ? null : $"{ConfigText.Quote(text)} is no host name{IfNotAscii(text)}";
    }

    /// <summary>SHA-256 as 64 hex digits; colons between the bytes are taken out, lower case comes out.</summary>
    public static string? Sha256(string text, out string hex)
    {
        hex = text.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return hex.Length == 64 && hex.All(char.IsAsciiHexDigit) ? null : "expected 64 hex digits (SHA-256 of the public key info)";
    }

    /// <summary>An absolute path of a Unix socket, or <c>192.0.2.1:3310</c>.</summary>
    public static string? SocketOrAddress(string text, out string place)
    {
        place = text;
        return text.StartsWith('/') || Listener(text, out _) is null
            ? null
            : $"{ConfigText.Quote(text)} is neither a socket's path (\"/run/clamav/clamd.ctl\") nor an address with a port (\"127.0.0.1:3310\")";
    }

    /// <summary><c>log.example.jp:6514</c> or an address with a port.</summary>
    public static string? HostAndPort(string text, out string place)
    {
        place = text;
        var colon = text.LastIndexOf(':');
        return colon > 0 && Host(text[..colon].Trim('[', ']'), out _) is null && ushort.TryParse(text.AsSpan(colon + 1), out var port) && port > 0
            ? null
            : $"{ConfigText.Quote(text)} is no host with a port; write \"log.example.jp:6514\"";
    }

    /// <summary>An http or https address.</summary>
    public static string? HttpAddress(string text, out string address)
    {
        address = text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? null
            : $"{ConfigText.Quote(text)} is no http or https address";
    }

    /// <summary>An https address; http on loopback alone.</summary>
    public static string? SecureAddress(string text, out string address)
    {
        address = text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? null
            : $"{ConfigText.Quote(text)} is no https address";
    }

    /// <summary>An address of plain ASCII.</summary>
    public static string? MailAddress(string text, out string address)
    {
        address = text;
        var at = text.LastIndexOf('@');
        return at > 0 && text[..at].All(c => char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c)) && IsHostName(text[(at + 1)..])
            ? null
            : $"{ConfigText.Quote(text)} is no address";
    }

    /// <summary>Any words.</summary>
    public static string? AnyText(string text, out string same)
    {
        same = text;
        return null;
    }

    /// <summary>A path of any kind; whether it is there is asked later.</summary>
    public static string? AnyPath(string text, out string path)
    {
        path = text;
        return null;
    }

    /// <summary>RFC 1123 §2.1: labels of letters, digits and hyphens, 253 characters in all.</summary>
    public static bool IsHostName(string text) => text.Length is > 0 and <= 253 && text.Split('.').All(IsLabel);

    /// <summary>True for <c>127.0.0.1</c> and the like; <paramref name="listener"/> is what <see cref="Listener"/> has passed.</summary>
    public static bool IsLoopback(string listener)
        => Address(listener[..listener.LastIndexOf(':')].Trim('[', ']')) is { } address && IPAddress.IsLoopback(address);

    private static bool IsLabel(string label)
        => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static string IfNotAscii(string text)
        => System.Text.Ascii.IsValid(text) ? "" : "; write names in other scripts as A-labels (\"xn--...\")";

    /// <summary>
    /// Only the usual forms: the parser itself would also take <c>10.1</c>, <c>0x7f.1</c> and <c>010.0.0.1</c>, and zones.
    /// </summary>
    private static IPAddress? Address(string text)
    {
        if (text.Contains('%') || text.Contains('[') || !IPAddress.TryParse(text, out var address))
            return null;
        return address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : null;
    }

    private static int BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;

    private static bool TryPrefix(ReadOnlySpan<char> text, int most, out int prefix)
    {
        prefix = 0;
        return text.Length is > 0 and <= 3 && !text.ContainsAnyExceptInRange('0', '9') && (prefix = int.Parse(text)) <= most;
    }

    private static IPAddress NetworkOf(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - i * 8, 0, 8));
        return new(bytes);
    }
}
