using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>
/// Passwords agreed upon with senders: <c>{ "senders": [ { "from": "*@example.jp", "passwords": ["…"] } ] }</c>, JSON with comments. Read again for
/// each use, as it is small and seldom asked.
/// </summary>
internal sealed class PasswordBook
{
    private const int MaxPassword = 200;

    private readonly ImmutableArray<(Glob From, ImmutableArray<string> Passwords)> _senders;

    private PasswordBook(ImmutableArray<(Glob, ImmutableArray<string>)> senders) => _senders = senders;

    /// <summary>The book, or its faults.</summary>
    public static (PasswordBook? Book, ImmutableArray<ConfigFault> Faults) Read(string path)
    {
        if (!ConfigFiles.TryRead(path, path, out var content, out var fault))
            return (null, [fault]);
        var document = new ConfigDocument(path, content);
        var root = document.Section();
        root.Ignore("$schema");
        var senders = root.Sections("senders").Select(ReadSender).ToImmutableArray();
        root.Close();
        return document.IsFaulty ? (null, document.Faults) : (new(senders), []);
    }

    /// <summary>For an address; also for the null reverse-path.</summary>
    public IEnumerable<string> For(params IEnumerable<string> addresses)
        => _senders.Where(s => addresses.Any(a => s.From.Matches(a))).SelectMany(s => s.Passwords).Distinct();

    private static (Glob, ImmutableArray<string>) ReadSender(ConfigSection section)
    {
        var from = section.RequiredText("from", "-", (string text, out string value) => OfLength(text, Glob.MaxLength, out value));
        var passwords = section.Texts<string>("passwords", [], (string text, out string value) => OfLength(text, MaxPassword, out value), mayBeEmpty: false);
        section.Close();
        return (new Glob(from), passwords);
    }

    /// <summary>The fault does not repeat the text: it may be a password.</summary>
    private static string? OfLength(string text, int most, out string value)
    {
        value = text;
        return text.Length is 0 || text.Length > most ? $"must have 1 to {most} characters" : null;
    }
}
