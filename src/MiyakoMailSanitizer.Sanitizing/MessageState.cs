using System.Collections.Immutable;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Passwords;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>What all scopes of one message share while it is treated.</summary>
internal sealed class MessageState(Limits limits, MessageContext message)
{
    private readonly List<string> _candidates = [];
    private readonly Dictionary<string, SafeFile> _originals = [];
    private readonly List<ReadOnlyMemory<byte>> _unpacked = [];
    private int _unpackedBytes;

    public MessageContext Message { get; } = message;

    /// <summary>One for all that lies in the message.</summary>
    public Budget Budget { get; } = new(limits);

    /// <summary>What may be tried on files that need a password.</summary>
    public PasswordRing Passwords { get; } = new(message.Passwords);

    /// <summary>See <see cref="MessageContext.FindsPasswords"/>.</summary>
    public ImmutableArray<string> PasswordCandidates => [.. _candidates.Distinct().Take(Sanitizing.Passwords.PasswordCandidates.Max)];

    /// <summary>Some of them stand by a word that says so.</summary>
    public bool ArePasswordsAnnounced { get; private set; }

    /// <summary>The address of <c>From</c>; empty until a message was read.</summary>
    public MessageHeading Heading { get; set; } = MessageHeading.None;

    /// <summary>See <see cref="Treated.Unpacked"/>.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Unpacked => [.. _unpacked];

    /// <summary>Keeps a file that lay in another, where it is asked for and there is room.</summary>
    public void TakeUnpacked(ReadOnlyMemory<byte> content)
    {
        if (!Message.WantsUnpacked || content.IsEmpty || content.Length > Treated.MaxUnpacked - _unpackedBytes)
            return;
        _unpacked.Add(content);
        _unpackedBytes += content.Length;
    }

    /// <summary>The originals that two operators have released, as far as they were met; each once.</summary>
    public IEnumerable<SafeFile> Originals => _originals.Values;

    /// <summary>Takes a file where its original is released. Its name is cleaned and tells its format; its media type says nothing.</summary>
    public void TakeOriginal(UntrustedFile file, FileFormat format)
    {
        if (Message.Originals.IsEmpty || format.Family == "program")
            return;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content.Span));
        if (Message.Originals.Contains(sha256))
            _originals[sha256] = new(FileNames.Clean(file.Name, format, "file").Name, FileFormat.Unknown, file.Content);
    }

    /// <summary>Looks for passwords in a text of the message where the caller asked for it.</summary>
    public void LookForPasswords(string subject, string text)
    {
        if (!Message.FindsPasswords)
            return;
        _candidates.AddRange(Sanitizing.Passwords.PasswordCandidates.Find(subject, text, out var areAnnounced));
        ArePasswordsAnnounced |= areAnnounced;
    }
}
