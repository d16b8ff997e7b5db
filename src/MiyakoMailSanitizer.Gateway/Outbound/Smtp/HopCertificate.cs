using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>Which certificates of a next hop are right.</summary>
internal static class HopCertificate
{
    /// <summary>TLS 1.2 and later. Revocation is not looked up: the LGWAN side reaches no responder.</summary>
    /// <param name="options">Policy, name and pin.</param>
    /// <param name="roots">Roots to trust in place of the system's; null: the system's.</param>
    /// <exception cref="HopException">Our own certificate can't be read.</exception>
    public static SslClientAuthenticationOptions ClientOptions(NextHopOptions options, X509Certificate2Collection? roots)
    {
        var chain = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (roots is not null)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(roots);
        }
        return new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = chain,
            ClientCertificateContext = Own(options),
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsRight(options, certificate as X509Certificate2, errors),
        };
    }

    /// <summary>Read anew each time: connections are kept, and a new certificate is used without a restart.</summary>
    private static SslStreamCertificateContext? Own(NextHopOptions options)
    {
        if (options.ClientCertificateFile is not { } file)
            return null;
        try
        {
            return InboundTls.Load(file, options.ClientCertificateKeyFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new HopException(HopFault.Tls, $"STARTTLS: our own certificate can't be read: {e.Message}");
        }
    }

    /// <summary>A pin stands in place of name, chain and dates, as with DANE-EE (RFC 7671 §5.1).</summary>
    private static bool IsRight(NextHopOptions options, X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (options.Tls == TlsPolicy.Opportunistic)
            return true;
        if (certificate is null)
            return false;
        if (options.PinnedKeySha256 is not { Length: > 0 } pin)
            return errors == SslPolicyErrors.None;
        return string.Equals(KeySha256(certificate), pin.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// SHA-256 of the subject public key info in 64 lower-case hex digits, as for <see cref="NextHopOptions.PinnedKeySha256"/>.
    /// </summary>
    public static string KeySha256(X509Certificate2 certificate)
        => Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}
