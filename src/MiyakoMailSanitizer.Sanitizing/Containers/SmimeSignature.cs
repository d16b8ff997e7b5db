using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace MiyakoMailSanitizer.Sanitizing.Containers;

/// <summary>Looks whether an S/MIME signature fits what it signs (RFC 8551 §3.5). Whose it is would take a list of trusted issuers.</summary>
internal static class SmimeSignature
{
    /// <summary>In words, for a signature that lies beside the content.</summary>
    public static string About(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature)
    {
        var signed = new SignedCms(new ContentInfo(content.ToArray()), detached: true);
        try
        {
            signed.Decode(signature.Span);
        }
        catch (CryptographicException)
        {
            return "it can't be read";
        }
        return About(signed);
    }

    /// <summary>In words, for one that holds the content.</summary>
    public static string About(SignedCms signed)
    {
        try
        {
            signed.CheckSignature(verifySignatureOnly: true);
            return signed.SignerInfos.Count > 0 ? "it fitted the content; whose it is was not looked at" : "nobody has signed";
        }
        catch (CryptographicException)
        {
            return "it did not fit the content";
        }
    }
}
