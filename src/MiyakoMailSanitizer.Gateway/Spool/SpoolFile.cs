using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>
/// The one file of a message: a head line of 32 bytes with the message's size, the message, then the journal, a JSON line a record. A torn last record
/// (power cut) is as if it had never been written; a torn head or message makes the file torn.
/// </summary>
internal static class SpoolFile
{
    /// <summary>Bytes of the head line, its LF included.</summary>
    public const int HeadLength = 32;

    private const string Magic = "MIYAKO-SPOOL/1 ";

    /// <summary>The head line for a message of that size.</summary>
    public static byte[] Head(long messageBytes)
        => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Magic}{messageBytes,16:D16}\n"));

    /// <summary>Writes a record as it stands in the file.</summary>
    public static void Write(SpoolRecord record, IBufferWriter<byte> output)
    {
        output.Write("\n"u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(record, SpoolJson.Default.SpoolRecord));
        output.Write("\n"u8);
        output.Write(record.Payload.Span);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Head, message or first record are torn.</exception>
    public static MailItem Read(Queue queue, ReadOnlyMemory<byte> file)
    {
        var size = ReadHead(file.Span);
        var position = HeadLength + size;
        var records = new List<SpoolRecord>();
        while (TryReadRecord(file, position, out var record, out var next))
        {
            records.Add(record);
            position = next;
        }

        return new MailItem(queue, file.Slice(HeadLength, size), records) { IntactLength = position };
    }

    private static int ReadHead(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeadLength || !file.StartsWith(Encoding.ASCII.GetBytes(Magic)))
            throw new InvalidDataException("The head line is torn.");
        if (!int.TryParse(file[Magic.Length..(HeadLength - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > file.Length - HeadLength)
            throw new InvalidDataException("The message is torn.");
        return size;
    }

    private static bool TryReadRecord(ReadOnlyMemory<byte> file, int position, out SpoolRecord record, out int next)
    {
        record = null!;
        next = position;
        var rest = file[position..];
        if (rest.Length < 2 || rest.Span[0] != '\n')
            return false;
        var end = rest.Span[1..].IndexOf((byte)'\n');
        if (end < 0 || Parse(rest.Slice(1, end).Span) is not { } parsed)
            return false;
        next = position + end + 2;
        if (parsed is SpoolRecord.Sanitized sanitized)
        {
            if (sanitized.Bytes < 0 || sanitized.Bytes > file.Length - next)
                return false;
            parsed = sanitized with { Message = file.Slice(next, sanitized.Bytes) };
            next += sanitized.Bytes;
        }

        record = parsed;
        return true;
    }

    private static SpoolRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, SpoolJson.Default.SpoolRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
