using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A word of an address item that has no angle brackets.</summary>
/// <param name="Tokens">What it is made of, with the white space before it.</param>
/// <param name="Text">As an address would be written, quotes included.</param>
internal sealed record BareWord(List<AddressToken> Tokens, string Text)
{
    /// <summary>The address that the word is, or null.</summary>
    public AddressSpec? Address { get; } = Text.Contains('@', StringComparison.Ordinal) ? AddressSpec.Read(Text) : null;

    public BareWord With(BareWord next) => new([.. Tokens, .. next.Tokens], Text + next.Text);
}

/// <summary>Words of an item as in <c>Taro taro@x.example</c>, and what is left of RFC 5322 §4.4: <c>taro @ x.example</c>.</summary>
internal static class BareWords
{
    public static List<BareWord> Of(List<AddressToken> item)
    {
        var words = new List<BareWord>();
        foreach (var word in Split(item))
        {
            var joins = words.Count > 0 && IsHalf(words[^1].Text, word.Text);
            if (joins)
                words[^1] = words[^1].With(word);
            else
                words.Add(word);
        }

        return words;
    }

    /// <summary>Only one at sign in both, at the place where they meet.</summary>
    private static bool IsHalf(string one, string other)
    {
        var at = one.IndexOf('@', StringComparison.Ordinal);
        return at < 0
            ? one.Length > 0 && other.StartsWith('@')
            : at == one.Length - 1 && at > 0 && other.Length > 0 && !other.Contains('@', StringComparison.Ordinal);
    }

    private static List<BareWord> Split(List<AddressToken> item)
    {
        var words = new List<BareWord>();
        var tokens = new List<AddressToken>();
        var text = new StringBuilder();
        var before = AddressTokenKind.Space;
        foreach (var token in item)
        {
            // A text goes on in what looks like a special character, and after a quoted local part.
            var goesOn = token.Kind == AddressTokenKind.Text
                && (before == AddressTokenKind.Text || (before == AddressTokenKind.Quoted && token.Text.StartsWith('@')));
            if (!goesOn && before != AddressTokenKind.Space)
                End();
            before = token.Kind;
            if (token.Kind == AddressTokenKind.Comment)
                continue;
            tokens.Add(token);
            if (token.IsWord)
                text.Append(token.Kind == AddressTokenKind.Quoted ? $"\"{Escaped(token.Text)}\"" : token.Text);
        }

        End();
        return words;

        void End()
        {
            if (tokens.Count > 0)
                words.Add(new BareWord(tokens, text.ToString()));
            tokens = [];
            text.Clear();
        }
    }

    private static string Escaped(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
