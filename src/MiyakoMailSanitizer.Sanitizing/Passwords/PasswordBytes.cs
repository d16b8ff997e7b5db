using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Passwords;

/// <summary>The bytes that programs make of a password where the format does not say which charset.</summary>
internal static class PasswordBytes
{
    private static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    /// <summary>UTF-8, CP932 (Windows in Japan) and Latin-1, each where it has all the characters and differs from those before.</summary>
    public static ImmutableArray<byte[]> Forms(string password)
    {
        var forms = ImmutableArray.CreateBuilder<byte[]>();
        foreach (var form in new[] { Encoding.UTF8.GetBytes(password), Japanese(password), Latin1(password) })
        {
            if (form is not null && !forms.Any(f => f.AsSpan().SequenceEqual(form)))
                forms.Add(form);
        }
        return forms.ToImmutable();
    }

    private static byte[]? Japanese(string password) => Cp932.GetBytes(password) is var bytes && Cp932.GetString(bytes) == password ? bytes : null;

    private static byte[]? Latin1(string password) => password.All(c => c <= 0xFF) ? Encoding.Latin1.GetBytes(password) : null;
}
