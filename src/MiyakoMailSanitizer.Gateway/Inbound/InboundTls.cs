using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>STARTTLS (RFC 3207) with the certificate of the settings, which is read again when its file changes.</summary>
internal sealed class InboundTls
{
    /// <summary>A handshake is a few round trips; the idle time is for people.</summary>
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(30);

    private readonly ReloadedFile<SslStreamCertificateContext> _certificate;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private InboundTls(ReloadedFile<SslStreamCertificateContext> certificate, TimeProvider time, ILogger logger)
        => (_certificate, _time, _logger) = (certificate, time, logger);

    /// <summary>Null where the settings name no certificate.</summary>
    /// <exception cref="IOException">The certificate's file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no certificate with a private key.</exception>
    public static InboundTls? Create(InboundOptions options, TimeProvider time, ILogger logger)
        => options.CertificateFile is not { } file
            ? null
            : new InboundTls(new(file, f => Load(f, options.CertificateKeyFile), time, logger), time, logger);

    /// <summary>Reads a PEM chain with its key, or PKCS#12 without a password.</summary>
    /// <exception cref="InvalidDataException">There is no certificate with a private key.</exception>
    public static SslStreamCertificateContext Load(string file, string? keyFile)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0)
            {
                var chain = new X509Certificate2Collection();
                chain.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
                return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(file, keyFile), chain, offline: true);
            }

            var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password: null);
            var own = all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new InvalidDataException("no private key");
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"no certificate with a private key: {e.Message}", e);
        }
    }

    /// <summary>Does the handshake. False where it fails: then the connection is to be closed.</summary>
    public async ValueTask<bool> SecureAsync(SmtpChannel channel, string client)
    {
        using var end = new CancellationTokenSource(HandshakeTime, _time);
        var stream = new SslStream(channel.OpenStream());
        try
        {
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = _certificate.Value,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, // RFC 8996 §4 and §5: nothing older
                    ClientCertificateRequired = false,
                    AllowRenegotiation = false,
                },
                end.Token);
        }
        catch (Exception e) when (SmtpChannel.IsLoss(e))
        {
            InboundLog.HandshakeFailed(_logger, client, e.Message);
            await stream.DisposeAsync();
            return false;
        }

        channel.Secure(stream);
        channel.Restart();
        return true;
    }
}
