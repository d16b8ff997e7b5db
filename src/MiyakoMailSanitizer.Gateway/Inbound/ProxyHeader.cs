using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The header by which a front tells for whom it connects: PROXY protocol, version 2 (HAProxy, proxy-protocol.txt §2.2).</summary>
internal static class ProxyHeader
{
    private const int FixedBytes = 16;

    /// <summary>Far more than any front writes; what is longer is not read.</summary>
    private const int MaxBytes = 4_096;

    /// <summary>A front sends it at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Takes the header off the connection.</summary>
    /// <param name="input">The connection; what follows the header stays in it.</param>
    /// <param name="peer">The front: it is the client where it connects for itself (LOCAL).</param>
    /// <param name="time">Clock of the time limit.</param>
    /// <returns>The client; null where there is no good header: then nothing must be read and the connection closed.</returns>
    public static async ValueTask<IPAddress?> ReadAsync(PipeReader input, IPAddress peer, TimeProvider time)
    {
        using var end = new CancellationTokenSource(Patience, time);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(end.Token);
                var (isWhole, isGood) = Parse(result.Buffer, peer, out var length, out var client);
                if (isWhole || !isGood)
                {
                    input.AdvanceTo(result.Buffer.GetPosition(isGood ? length : 0));
                    return isGood ? client : null;
                }

                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (result.IsCompleted)
                    return null;
            }
        }
        catch (Exception e) when (SmtpChannel.IsLoss(e))
        {
            return null;
        }
    }

    private static (bool IsWhole, bool IsGood) Parse(ReadOnlySequence<byte> buffer, IPAddress peer, out int length, out IPAddress? client)
    {
        (length, client) = (0, null);
        Span<byte> start = stackalloc byte[FixedBytes];
        var known = (int)Math.Min(buffer.Length, FixedBytes);
        buffer.Slice(0, known).CopyTo(start);
        var common = Math.Min(known, Signature.Length);
        if (!start[..common].SequenceEqual(Signature[..common]))
            return (false, false);
        if (known < FixedBytes)
            return (false, true);
        length = FixedBytes + BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (length > MaxBytes)
            return (false, false);
        if (buffer.Length < length)
            return (false, true);
        var addresses = buffer.Slice(FixedBytes, length - FixedBytes).ToArray();
        client = (start[12], start[13]) switch
        {
            (0x20, _) => peer,
            (0x21, 0x11) when addresses.Length >= 12 => new IPAddress(addresses.AsSpan(0, 4)),
            (0x21, 0x21) when addresses.Length >= 36 => new IPAddress(addresses.AsSpan(0, 16)),
            _ => null, // another version, command or family: nobody knows who that is
        };
        return (true, client is not null);
    }
}
