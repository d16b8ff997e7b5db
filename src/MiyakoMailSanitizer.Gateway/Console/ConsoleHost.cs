using System.Net;
using System.Security.Authentication;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.WebEncoders;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;
using MiyakoMailSanitizer.Gateway.WebConsole.Cases;
using MiyakoMailSanitizer.Gateway.WebConsole.Today;

namespace MiyakoMailSanitizer.Gateway.WebConsole;

/// <summary>Puts the web console into a gateway's host: Razor Pages, no scripts, nothing from elsewhere. Without a listener there is no console.</summary>
internal static class ConsoleHost
{
    private const int RequestsPerMinute = 600, SignInsPerMinute = 10, LargestForm = 64 << 10;

    /// <summary>The services of the console.</summary>
    public static void AddServices(WebApplicationBuilder builder, ConsoleOptions options)
    {
        if (options.Listen.IsEmpty)
            return;
        var services = builder.Services;
        builder.WebHost.UseKestrelHttpsConfiguration();
        services.AddSingleton(options).AddSingleton(new UserFile(options.UsersFile)).AddSingleton<SignInDesk>().AddSingleton<SessionRegister>();
        services.AddSingleton<CaseIndex>().AddHostedService(s => s.GetRequiredService<CaseIndex>());
        services.AddSingleton<CasePreview>().AddSingleton<CaseHistory>();
        services.AddSingleton<AuditWatch>().AddHostedService(s => s.GetRequiredService<AuditWatch>());
        services.AddSingleton<GatewayState>();
        // Sessions end with the process.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "miyako-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => Session.Configure(cookie, options));
        if (options.OpenId.Authority is not null)
            OpenId.Add(authentication, options.OpenId);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var role in Enum.GetValues<ConsoleRole>())
            authorization.AddPolicy(role.ToString(), policy => policy.RequireAssertion(context => Session.RoleOf(context.User) >= role));
        services.AddRazorPages(pages =>
        {
            pages.RootDirectory = "/Console/Pages";
            pages.Conventions.AuthorizeFolder("/", nameof(ConsoleRole.Viewer)).AllowAnonymousToPage("/SignIn").AllowAnonymousToPage("/Status");
            pages.Conventions.AuthorizePage("/Audit", nameof(ConsoleRole.Approver));
        });
        services.AddRateLimiter(Limit);
        // Japanese stands in the pages as it is, not as numbers.
        services.Configure<WebEncoderOptions>(web => web.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
    }

    /// <summary>The listeners of the console.</summary>
    /// <exception cref="IOException">The certificate can't be read.</exception>
    /// <exception cref="InvalidDataException">It has no key.</exception>
    public static void Listen(KestrelServerOptions kestrel, ConsoleOptions options)
    {
        if (options.Listen.IsEmpty)
            return;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestForm;
        var certificate = options.CertificateFile is { } file ? InboundTls.Load(file, options.CertificateKeyFile) : null;
        foreach (var endpoint in options.Listen.Select(IPEndPoint.Parse))
        {
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                {
                    listen.UseHttps(new Microsoft.AspNetCore.Server.Kestrel.Https.TlsHandshakeCallbackOptions
                    {
                        OnConnection = _ => new(new System.Net.Security.SslServerAuthenticationOptions
                        {
                            ServerCertificateContext = certificate,
                            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                        }),
                    });
                }
            });
        }
    }

    /// <summary>What a request goes through.</summary>
    public static void Map(WebApplication app, ConsoleOptions options)
    {
        if (options.Listen.IsEmpty)
            return;
        // Before the headers, as it takes away those of a page that fails.
        app.UseExceptionHandler(failed => failed.UseMiddleware<ConsoleHeaders>().Run(context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync("処理に失敗しました。ゲートウェイのログを確認してください。 / This failed; the gateway's log says why.");
        }));
        app.UseMiddleware<ConsoleHeaders>();
        app.UseStatusCodePagesWithReExecute("/Status", "?code={0}");
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/console.css", () => Results.Stream(typeof(ConsoleHost).Assembly.GetManifestResourceStream("console.css")!, "text/css; charset=utf-8"));
        app.MapRazorPages();
    }

    private static void Limit(RateLimiterOptions limiter)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        {
            var isSignIn = HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/SignIn", StringComparison.OrdinalIgnoreCase);
            var client = $"{context.Connection.RemoteIpAddress} {isSignIn}";
            return RateLimitPartition.GetFixedWindowLimiter(client, _ => new()
            {
                PermitLimit = isSignIn ? SignInsPerMinute : RequestsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            });
        });
    }
}
