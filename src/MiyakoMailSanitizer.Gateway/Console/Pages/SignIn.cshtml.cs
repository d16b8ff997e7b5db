using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>In and out.</summary>
internal sealed class SignInModel(SignInDesk desk, IAuditLog audit, ConsoleOptions options) : ConsolePage
{
    public bool HasFailed { get; private set; }

    /// <summary>The page that was asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    /// <summary>Another server lets people in, too.</summary>
    public bool HasOpenId => options.OpenId.Authority is not null;

    public void OnGet(bool failed) => HasFailed = failed;

    /// <summary>On to the other server.</summary>
    public IActionResult OnGetOpenId() => HasOpenId
        ? Challenge(new AuthenticationProperties { RedirectUri = Url.IsLocalUrl(To) ? To : "/" }, OpenId.Scheme)
        : NotFound();

    public async Task<IActionResult> OnPostAsync(string? name, string? password, string? code)
    {
        if (desk.TryEnter(name ?? "", password ?? "", (code ?? "").Trim(), $"{HttpContext.Connection.RemoteIpAddress}") is not { } user)
        {
            HasFailed = true;
            return Page();
        }
        await Session.BeginAsync(HttpContext, user);
        return LocalRedirect(Url.IsLocalUrl(To) ? To : "/");
    }

    public async Task<IActionResult> OnPostOutAsync()
    {
        if (UserName.Length > 0)
            audit.Write(new("console-signed-out", "", [new("by", UserName)]));
        await Session.EndAsync(HttpContext);
        return LocalRedirect("/SignIn");
    }
}
