using System.Text;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The dialogue of AUTH (RFC 4954 §4): PLAIN (RFC 4616) and LOGIN, over TLS alone.</summary>
/// <param name="ask">Sends a challenge and gives the client's line; null where it is gone.</param>
internal sealed class SmtpAuthentication(Func<SmtpReply, ValueTask<string?>> ask)
{
    private static readonly SmtpReply Go = new(334, "");
    private static readonly SmtpReply UserName = new(334, "VXNlcm5hbWU6"); // "Username:"
    private static readonly SmtpReply Password = new(334, "UGFzc3dvcmQ6"); // "Password:"

    /// <summary>Reads the argument of AUTH.</summary>
    /// <param name="argument">Mechanism and, perhaps, an initial response.</param>
    /// <param name="isPlain">PLAIN, not LOGIN.</param>
    /// <param name="initial">Null where there is none.</param>
    public static bool TryParse(ReadOnlySpan<byte> argument, out bool isPlain, out string? initial)
    {
        var space = argument.IndexOf((byte)' ');
        var mechanism = space < 0 ? argument : argument[..space];
        initial = space < 0 ? null : Encoding.ASCII.GetString(argument[(space + 1)..].Trim((byte)' '));
        isPlain = Ascii.EqualsIgnoreCase(mechanism, "PLAIN"u8);
        return isPlain || Ascii.EqualsIgnoreCase(mechanism, "LOGIN"u8);
    }

    /// <summary>Asks for what is missing.</summary>
    /// <returns>Name and password, or a refusal; neither where the client is gone.</returns>
    public async ValueTask<(string Name, string Password, SmtpReply? Refusal)?> RunAsync(bool isPlain, string? initial)
        => isPlain ? await PlainAsync(initial) : await LoginAsync(initial);

    /// <summary>RFC 4616 §2: authorization identity, name and password with NUL between. Nobody acts for another.</summary>
    private async ValueTask<(string, string, SmtpReply?)?> PlainAsync(string? initial)
    {
        if ((initial ?? await ask(Go)) is not { } response)
            return null;
        if (Refusal(response) is { } refusal)
            return ("", "", refusal);
        var parts = Decode(response)!.Split('\0');
        return parts is [var authorized, var name, var password] && (authorized.Length == 0 || authorized == name)
            ? (name, password, null)
            : ("", "", SmtpReplies.BadAuthentication);
    }

    private async ValueTask<(string, string, SmtpReply?)?> LoginAsync(string? initial)
    {
        if ((initial ?? await ask(UserName)) is not { } name)
            return null;
        if (Refusal(name) is { } refusal)
            return ("", "", refusal);
        if (await ask(Password) is not { } password)
            return null;
        return Refusal(password) is { } second ? ("", "", second) : (Decode(name)!, Decode(password)!, null);
    }

    /// <summary>RFC 4954 §4: an asterisk gives up; anything else is base64, or an equals sign for nothing.</summary>
    private static SmtpReply? Refusal(string response)
        => response == "*" ? SmtpReplies.AuthenticationCancelled : Decode(response) is null ? SmtpReplies.NotBase64 : null;

    private static string? Decode(string response)
    {
        if (response == "=")
            return "";
        var bytes = new byte[response.Length];
        return Convert.TryFromBase64String(response, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
