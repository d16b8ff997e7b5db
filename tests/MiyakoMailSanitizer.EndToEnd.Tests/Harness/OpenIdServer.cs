using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>A small server of OpenID Connect (Core 1.0 §3.1): whoever comes is the person that the test names.</summary>
internal sealed class OpenIdServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2_048);
    private readonly RSA _otherKey = RSA.Create(2_048);
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = [];

    private OpenIdServer(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public string Name { get; set; } = "hanako";

    public string[] Groups { get; set; } = [];

    /// <summary>Signs with a key that it does not publish.</summary>
    public bool SignsWrongly { get; set; }

    /// <summary>Says the token is for someone else.</summary>
    public string Audience { get; set; } = "miyako";

    public static async Task<OpenIdServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new OpenIdServer(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = server.Address,
            authorization_endpoint = $"{server.Address}/authorize",
            token_endpoint = $"{server.Address}/token",
            jwks_uri = $"{server.Address}/keys",
        }));
        app.MapGet("/keys", server.Keys);
        app.MapGet("/authorize", server.Authorize);
        app.MapPost("/token", server.TokenAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _otherKey.Dispose();
    }

    private IResult Keys()
    {
        var key = _key.ExportParameters(false);
        return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k", alg = "RS256", n = Base64Url(key.Modulus!), e = Base64Url(key.Exponent!) } } });
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        Assert.Equal(("code", "miyako", "S256"), ((string)query["response_type"]!, (string)query["client_id"]!, (string)query["code_challenge_method"]!));
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["nonce"]!, query["code_challenge"]!);
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"]!, out var code) || Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) != code.Challenge)
            return Results.BadRequest();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new { iss = Address, aud = Audience, sub = "1", nonce = code.Nonce, iat = now, exp = now + 300, preferred_username = Name, groups = Groups };
        var head = Base64Url(Encoding.ASCII.GetBytes("""{"alg":"RS256","kid":"k","typ":"JWT"}"""));
        var text = $"{head}.{Base64Url(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        var signature = (SignsWrongly ? _otherKey : _key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Results.Json(new { access_token = "none", token_type = "Bearer", expires_in = 300, id_token = $"{text}.{Base64Url(signature)}" });
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
