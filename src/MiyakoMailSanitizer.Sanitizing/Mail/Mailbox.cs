namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A mailbox that can be written (RFC 5322 §3.4): ASCII address, display name of any text.</summary>
/// <param name="DisplayName">Cleaned single line; may be empty.</param>
/// <param name="Local">Local part without quotes, printable ASCII.</param>
/// <param name="Domain">LDH labels or an address literal, ASCII.</param>
internal sealed record Mailbox(string DisplayName, string Local, string Domain)
{
    /// <summary>addr-spec, quoted where RFC 5322 §3.4.1 asks for it (<c>".abc."@ezweb.ne.jp</c>).</summary>
    public string AddrSpec => IsDotAtom(Local) ? $"{Local}@{Domain}" : $"\"{Escaped}\"@{Domain}";

    private string Escaped => Local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>RFC 5322 §3.2.3: atoms of atext joined by single dots.</summary>
    public static bool IsDotAtom(string text)
        => text.Length > 0 && text[0] != '.' && text[^1] != '.'
            && !text.Contains("..", StringComparison.Ordinal) && text.All(c => c == '.' || IsAtext(c));

    private static bool IsAtext(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);
}
