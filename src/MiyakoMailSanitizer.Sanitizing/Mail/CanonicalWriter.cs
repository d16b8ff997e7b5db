using System.Buffers;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Writes a <see cref="CanonicalMessage"/>: printable ASCII and CRLF alone, no lines over 998 bytes (RFC 5322 §2.1.1), one multipart level,
/// no preamble
/// or epilogue. The verifier accepts this shape and no other; <c>src/README.md</c> describes it.
/// </summary>
internal sealed class CanonicalWriter(OutputCharset charset)
{
    private const int FoldAt = 76; // RFC 2047 §2: a line with an encoded-word is at most 76 characters long
    private readonly ArrayBufferWriter<byte> _out = new(4_096);

    /// <summary>The bytes of the message.</summary>
    public static ReadOnlyMemory<byte> Write(CanonicalMessage message, OutputCharset charset)
    {
        var writer = new CanonicalWriter(charset);
        writer.Message(message);
        return writer._out.WrittenMemory;
    }

    private void Message(CanonicalMessage message)
    {
        foreach (var field in message.Fields)
            Field(field);
        Line("MIME-Version: 1.0");
        if (message.Attachments.IsEmpty)
        {
            Body(message.Body);
            if (!_out.WrittenSpan.EndsWith("\r\n"u8))
                Line("");
            return;
        }

        Line($"Content-Type: multipart/mixed; boundary=\"{message.Boundary}\"");
        Line("");
        Line($"--{message.Boundary}");
        Body(message.Body);
        foreach (var attachment in message.Attachments)
        {
            Line("");
            Line($"--{message.Boundary}");
            Attachment(attachment);
        }

        Line("");
        Line($"--{message.Boundary}--");
    }

    private void Field(CanonicalField field)
    {
        var line = new StringBuilder(field.Name).Append(':');
        foreach (var piece in field.Pieces)
        {
            if (line.Length + 1 + piece.Length > FoldAt && line.Length > field.Name.Length + 1)
            {
                Line(line.ToString());
                line.Clear();
            }

            line.Append(' ').Append(piece);
        }

        Line(line.ToString());
    }

    private void Body(string text)
    {
        var bytes = Encode(text, out var name);
        Line($"Content-Type: text/plain; charset={name}");
        var encoding = TransferEncoding.Choose(bytes);
        Line($"Content-Transfer-Encoding: {encoding.Name}");
        Line("");
        encoding.Write(bytes, _out);
    }

    private byte[] Encode(string text, out string name)
    {
        var lines = text.Replace("\n", "\r\n", StringComparison.Ordinal);
        if (charset == OutputCharset.Iso2022Jp && JapaneseEncoder.TryEncodeIso2022Jp(lines, out var japanese))
        {
            name = "iso-2022-jp";
            return japanese;
        }

        name = "utf-8";
        return Encoding.UTF8.GetBytes(lines);
    }

    private void Attachment(SafeFile file)
    {
        var isText = file.Format.Family == "text";
        Line($"Content-Type: {file.Format.MediaType}{(isText ? "; charset=utf-8" : "")}");
        // RFC 2046 §5.2.1: message/rfc822 is never base64; what we nest is canonical, so it is 7-bit already.
        var encoding = file.Format == FileFormat.Mail ? TransferEncoding.SevenBit : TransferEncoding.Base64;
        Line($"Content-Transfer-Encoding: {encoding.Name}");
        Field(new CanonicalField("Content-Disposition", FileNameParameter.Pieces(file.Name)));
        Line("");
        encoding.Write(file.Content.Span, _out);
    }

    private void Line(string ascii)
    {
        var span = _out.GetSpan(ascii.Length + 2);
        var count = Encoding.ASCII.GetBytes(ascii, span);
        span[count] = (byte)'\r';
        span[count + 1] = (byte)'\n';
        _out.Advance(count + 2);
    }
}
