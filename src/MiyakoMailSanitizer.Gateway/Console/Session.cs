using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.WebConsole;

/// <summary>A session: a cookie that only this process can read. It ends by idleness, by its age, and when the account changes.</summary>
internal static class Session
{
    private const string Stamp = "stamp", Id = "session";

    public static void Configure(CookieAuthenticationOptions cookie, ConsoleOptions options)
    {
        cookie.Cookie.Name = "miyako-session";
        cookie.Cookie.HttpOnly = true;
        // The way back from another sign-in server is a navigation from another site.
        cookie.Cookie.SameSite = options.OpenId.Authority is null ? SameSiteMode.Strict : SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(options.IdleMinutes);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/SignIn";
        cookie.ReturnUrlParameter = "to";
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = ValidateAsync;
    }

    /// <summary>Begins a session.</summary>
    public static Task BeginAsync(HttpContext context, ConsoleUser user)
        => context.SignInAsync(Principal(context, user.Name, user.Role, user.Stamp), new AuthenticationProperties { IsPersistent = false });

    /// <summary>Who has a new session.</summary>
    public static ClaimsPrincipal Principal(HttpContext context, string name, ConsoleRole role, string stamp)
    {
        var services = context.RequestServices;
        var longest = TimeSpan.FromHours(services.GetRequiredService<ConsoleOptions>().SessionHours);
        Claim[] claims =
        [
            new(ClaimTypes.Name, name), new(ClaimTypes.Role, role.ToString()), new(Stamp, stamp),
            new(Id, services.GetRequiredService<SessionRegister>().Begin(longest)),
        ];
        return new(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme));
    }

    /// <summary>Ends it, whoever has kept its cookie.</summary>
    public static Task EndAsync(HttpContext context)
    {
        if (context.User.FindFirstValue(Id) is { } id)
            context.RequestServices.GetRequiredService<SessionRegister>().End(id);
        return context.SignOutAsync();
    }

    /// <summary>Null where nobody is signed in.</summary>
    public static ConsoleRole? RoleOf(ClaimsPrincipal user)
        => Enum.TryParse<ConsoleRole>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var (services, user) = (context.HttpContext.RequestServices, context.Principal);
        if (user?.Identity?.Name is { } name && user.FindFirstValue(Stamp) is { } stamp && user.FindFirstValue(Id) is { } id
            && services.GetRequiredService<SessionRegister>().IsOpen(id)
            && (stamp == OpenId.Stamp || services.GetRequiredService<SignInDesk>().StillThere(name, stamp) is not null))
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync();
    }
}
