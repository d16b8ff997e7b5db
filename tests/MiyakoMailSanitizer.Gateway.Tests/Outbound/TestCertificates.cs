using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>Certificates made for one test.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=Test root", _rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = request.CreateSelfSigned(_now.AddYears(-2), _now.AddYears(2));
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issue(string name, bool expired = false)
    {
        var (from, to) = expired ? (_now.AddDays(-20), _now.AddDays(-10)) : (_now.AddDays(-1), _now.AddDays(10));
        using var issued = Request(name).Create(Root, from, to, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(_key);
    }

    public X509Certificate2 SelfSigned(string name) => Request(name).CreateSelfSigned(_now.AddDays(-1), _now.AddDays(10));

    public void Dispose()
    {
        Root.Dispose();
        _rootKey.Dispose();
        _key.Dispose();
    }

    private CertificateRequest Request(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Parse("192.0.2.1"));
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
