using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>What the tests of relaying share.</summary>
internal static class Relaying
{
    public const string HostName = "miyako.example.jp";

    public const string PlainMessage =
        "From: a@example.jp\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" +
        "Content-Transfer-Encoding: 7bit\r\n\r\nhello\r\n";

    /// <summary>The one place where tests get a stamp without the verifier.</summary>
    public static VerifiedMessage Verified(byte[] content)
        => new VerifiedMessage.VerifierGate(new NoFaults()).VerifyAsync(content, CancellationToken.None).AsTask().Result.Message!;

    public static NextHopOptions Hop(int port, TlsPolicy tls = TlsPolicy.Off) => new() { Host = "127.0.0.1", Port = port, Tls = tls };

    public static SmtpNextHop NextHop(
        TimeProvider time, NextHopOptions[] hops, Func<HopTiming, HopTiming>? timing = null, X509Certificate2Collection? roots = null)
        => new(
            [.. hops], HostName, time, NullLogger.Instance,
            hop => (timing ?? (t => t))(HopTiming.For(hop) with { ConnectRetries = 0 }), roots);

    public static SmtpNextHop NextHop(params int[] ports) => NextHop(new ManualTime(), [.. ports.Select(port => Hop(port))]);

    public static Envelope Envelope(string from, params string[] to) => new()
    {
        Id = "20261123-abcdefghijkl",
        ReversePath = from,
        Recipients = [.. to],
        ReceivedAt = new DateTimeOffset(2026, 11, 23, 10, 11, 12, TimeSpan.FromHours(9)),
        ClientAddress = "127.0.0.1",
    };

    public static Task<ImmutableArray<RecipientState>> SendAsync(this INextHop hop, string content, string from, params string[] to)
        => hop.SendAsync(content, Envelope(from, to));

    public static Task<ImmutableArray<RecipientState>> SendAsync(this INextHop hop, string content, Envelope envelope)
        => hop.RelayAsync(Verified(Encoding.ASCII.GetBytes(content)), envelope, envelope.Recipients, CancellationToken.None).AsTask();

    public static async Task<RecipientState> SendOneAsync(this INextHop hop, string to = "b@example.lg.jp")
        => Assert.Single(await hop.SendAsync(PlainMessage, "a@example.jp", to));

    private sealed class NoFaults : IVerifyWorkers
    {
        public ValueTask<ImmutableArray<VerifyFinding>> VerifyAsync(
            FrameHeader request, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
            => ValueTask.FromResult(ImmutableArray<VerifyFinding>.Empty);
    }
}
