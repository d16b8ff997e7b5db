namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>The tables of fields.</summary>
internal static class HeaderFields
{
    private const int MaxTrace = 100;

    /// <summary>Of a message. Content-Type and Content-Transfer-Encoding are looked at with the content.</summary>
    public static FieldTable Message { get; } = new(
        new FieldRow("Received", FieldGrammar.Printable, Max: MaxTrace),
        new FieldRow("Authentication-Results", FieldGrammar.Printable, Max: MaxTrace),
        new FieldRow("Date", FieldGrammar.Date),
        new FieldRow("From", Addresses.Mailboxes, Required: true),
        new FieldRow("Sender", Addresses.OneMailbox),
        new FieldRow("Reply-To", Addresses.Mailboxes),
        new FieldRow("To", Addresses.MailboxesOrNobody),
        new FieldRow("Cc", Addresses.Mailboxes),
        new FieldRow("Subject", EncodedWords.Text),
        new FieldRow("Message-ID", FieldGrammar.MessageId),
        new FieldRow("In-Reply-To", FieldGrammar.MessageId),
        new FieldRow("References", FieldGrammar.MessageIds),
        new FieldRow("Auto-Submitted", value => FieldGrammar.OneOf(value, "no", "auto-generated", "auto-replied", "auto-notified")),
        new FieldRow("Importance", value => FieldGrammar.OneOf(value, "low", "normal", "high")),
        new FieldRow("X-Priority", value => FieldGrammar.OneOf(value, "1", "2", "3", "4", "5")),
        new FieldRow("List-Id", FieldGrammar.ListId),
        new FieldRow("X-Mail-Sanitized", FieldGrammar.Printable),
        new FieldRow("MIME-Version", value => FieldGrammar.OneOf(value, "1.0"), Required: true),
        new FieldRow("Content-Type", _ => null, Required: true),
        new FieldRow("Content-Transfer-Encoding", _ => null));

    /// <summary>RFC 3464 §2.2: the first group of a delivery status, without what could name a server of the inner side.</summary>
    public static FieldTable StatusOfMessage { get; } = new(
        new FieldRow("Original-Envelope-Id", FieldGrammar.Printable),
        new FieldRow("Reporting-MTA", value => FieldGrammar.Typed(value, "dns"), Required: true),
        new FieldRow("Arrival-Date", FieldGrammar.Date));

    /// <summary>RFC 3464 §2.3: a group for each recipient.</summary>
    public static FieldTable StatusOfRecipient { get; } = new(
        new FieldRow("Original-Recipient", value => FieldGrammar.Typed(value, "rfc822", "utf-8")),
        new FieldRow("Final-Recipient", value => FieldGrammar.Typed(value, "rfc822", "utf-8"), Required: true),
        new FieldRow("Action", value => FieldGrammar.OneOf(value, "failed", "delayed", "delivered", "relayed", "expanded"), Required: true),
        new FieldRow("Status", FieldGrammar.StatusCode, Required: true),
        new FieldRow("Diagnostic-Code", value => FieldGrammar.Typed(value, "smtp")));
}
