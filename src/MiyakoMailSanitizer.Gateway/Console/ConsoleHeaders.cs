namespace MiyakoMailSanitizer.Gateway.WebConsole;

/// <summary>What every answer of the console carries, and the choice of the language.</summary>
internal sealed class ConsoleHeaders(RequestDelegate next)
{
    /// <summary>The cookie and query parameter of the language.</summary>
    public const string Language = "lang";

    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        if (context.Request.Query.TryGetValue(Language, out var language) && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Cookies.Append(Language, language == "en" ? "en" : "ja", new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
                MaxAge = TimeSpan.FromDays(365),
            });
            // To the path alone, which begins with one slash: never to another host.
            context.Response.Redirect("/" + context.Request.Path.Value?.TrimStart('/', '\\'));
            return;
        }
        await next(context);
    }
}
