using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

/// <summary>Sign-in by OpenID Connect: the code flow with PKCE; what the other server says of a person becomes a session of ours, like any other.</summary>
internal static class OpenId
{
    /// <summary>Its name as an authentication scheme.</summary>
    public const string Scheme = "openid";

    /// <summary>What stands for the stamp of an account of ours.</summary>
    public const string Stamp = "openid";

    public static void Add(AuthenticationBuilder authentication, OpenIdOptions options) => authentication.AddOpenIdConnect(Scheme, oidc =>
    {
        oidc.Authority = options.Authority;
        oidc.ClientId = options.ClientId;
        oidc.ClientSecret = options.ClientSecretFile is { } file ? File.ReadLines(file).First() : null;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.SaveTokens = false;
        oidc.MapInboundClaims = false;
        oidc.RequireHttpsMetadata = !new Uri(options.Authority!).IsLoopback;
        // The way back is a navigation from another site: cookies of the code flow must come along.
        oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.Events.OnTokenValidated = context => EnterAsync(context, options);
        oidc.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect("/SignIn?failed=true");
            return Task.CompletedTask;
        };
    });

    /// <summary>The highest role that groups give; null where there is none.</summary>
    public static ConsoleRole? RoleOf(IEnumerable<string> groups, OpenIdOptions options)
    {
        var has = groups.ToHashSet(StringComparer.Ordinal);
        (string? Group, ConsoleRole Role)[] roles =
        [
            (options.AdministratorGroup, ConsoleRole.Administrator), (options.ApproverGroup, ConsoleRole.Approver),
            (options.OperatorGroup, ConsoleRole.Operator), (options.ViewerGroup, ConsoleRole.Viewer),
        ];
        foreach (var (group, role) in roles)
        {
            if (group is not null && has.Contains(group))
                return role;
        }
        return null;
    }

    private static Task EnterAsync(TokenValidatedContext context, OpenIdOptions options)
    {
        var services = context.HttpContext.RequestServices;
        var (audit, client) = (services.GetRequiredService<IAuditLog>(), $"{context.HttpContext.Connection.RemoteIpAddress}");
        var name = context.Principal?.FindFirstValue(options.NameClaim) ?? "";
        var role = RoleOf(context.Principal?.FindAll(options.GroupClaim).Select(c => c.Value) ?? [], options);
        // A name of the accounts' file is not to be taken by someone else's server.
        if (!IsName(name) || role is not { } known || services.GetRequiredService<UserFile>().Find(name) is not null)
        {
            audit.Write(new("console-sign-in-failed", "", [new("by", IsName(name) ? name : "(unknown)"), new("client", client), new("way", "openid")]));
            context.Fail("no name or no role");
            return Task.CompletedTask;
        }
        audit.Write(new("console-signed-in", "", [new("by", name), new("client", client), new("way", "openid")]));
        context.Principal = Session.Principal(context.HttpContext, name, known, Stamp);
        return Task.CompletedTask;
    }

    /// <summary>As accounts of ours, or an address.</summary>
    private static bool IsName(string name) => UserFile.IsName(name.Replace("@", "", StringComparison.Ordinal));
}
