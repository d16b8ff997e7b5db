using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A treated message as text that an operator reads: its body and the files that became text, each under its name. No markup.</summary>
internal static class MessageText
{
    /// <summary>Characters that are given.</summary>
    private const int MaxText = 100_000;

    /// <summary>Empty where the file is no message, or was withheld.</summary>
    public static string Of(FileReport report)
    {
        if (report.Outcome.Delivered?.Message is not { } message)
            return "";
        var text = new StringBuilder();
        Append(text, message);
        return TextCut.AtMost(text.ToString(), MaxText);
    }

    private static void Append(StringBuilder text, CanonicalMessage message)
    {
        text.AppendLine(message.Text.TrimEnd());
        foreach (var file in message.Attachments)
        {
            if (text.Length > MaxText)
                return;
            text.AppendLine().Append("―――― ").Append(file.Name).AppendLine(" ――――");
            if (file.Message is { } nested)
                Append(text, nested);
            else if (file.Format == FileFormat.Text || file.Format == FileFormat.Csv)
                text.AppendLine(Encoding.UTF8.GetString(file.Content.Span).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd());
        }
    }
}
