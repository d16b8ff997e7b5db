using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.WebConsole;

/// <summary>A session: a cookie that only this process can read. It ends by idleness, by its age, and when the account changes.</summary>
internal static class Session
{
    private const string Stamp = "stamp", Since = "since";

    public static void Configure(CookieAuthenticationOptions cookie, ConsoleOptions options)
    {
        cookie.Cookie.Name = "miyako-session";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
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
        cookie.Events.OnValidatePrincipal = context => ValidateAsync(context, TimeSpan.FromHours(options.SessionHours));
    }

    /// <summary>Begins a session.</summary>
    public static Task BeginAsync(HttpContext context, ConsoleUser user, DateTimeOffset now)
    {
        Claim[] claims =
        [
            new(ClaimTypes.Name, user.Name), new(ClaimTypes.Role, user.Role.ToString()), new(Stamp, user.Stamp),
            new(Since, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
        var identity = new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = false });
    }

    /// <summary>Null where nobody is signed in.</summary>
    public static ConsoleRole? RoleOf(ClaimsPrincipal user)
        => Enum.TryParse<ConsoleRole>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    private static async Task ValidateAsync(CookieValidatePrincipalContext context, TimeSpan longest)
    {
        var services = context.HttpContext.RequestServices;
        var (name, stamp) = (context.Principal?.Identity?.Name, context.Principal?.FindFirstValue(Stamp));
        var isYoung = long.TryParse(context.Principal?.FindFirstValue(Since), NumberStyles.None, CultureInfo.InvariantCulture, out var since)
            && services.GetRequiredService<TimeProvider>().GetUtcNow() < DateTimeOffset.FromUnixTimeSeconds(since) + longest;
        if (isYoung && name is not null && stamp is not null && services.GetRequiredService<SignInDesk>().StillThere(name, stamp) is not null)
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync();
    }
}
