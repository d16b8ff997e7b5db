using System.Net;
using System.Text.RegularExpressions;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>An account of a console, as its owner knows it.</summary>
internal sealed record ConsoleAccount(string Name, string Password, string Secret)
{
    /// <summary>The code that the app shows now. Each counts once, so an account signs in once in a test.</summary>
    public string Code => Totp.Code(Secret, DateTimeOffset.UtcNow);

    /// <summary>Made by the command.</summary>
    public static async Task<ConsoleAccount> AddAsync(RunningGateway gateway, string name, string role)
    {
        var password = $"a long password of {name}";
        var result = await MiyakoCommand.RunWithInputAsync(password + "\n", "console", "user", "add", name, "--role", role, "--config", gateway.ConfigFile);
        Assert.True(result.ExitCode == 0, result.Errors);
        return new(name, password, result.Lines[1]);
    }
}

/// <summary>A browser without a screen: cookies, no redirects of its own.</summary>
internal sealed partial class ConsoleClient : IDisposable
{
    private readonly HttpClient _http;

    public ConsoleClient(int port)
    {
        Cookies = new CookieContainer();
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = new($"http://127.0.0.1:{port}/") };
    }

    public CookieContainer Cookies { get; }

    public Uri Address => _http.BaseAddress!;

    public async Task SignInAsync(ConsoleAccount account)
    {
        using var response = await PostAsync("/SignIn", "/SignIn", ("name", account.Name), ("password", account.Password), ("code", account.Code));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

    public async Task<string> TextAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Posts a form with the token of a page.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string path, params (string Name, string Value)[] fields)
        => await PostWithTokenAsync(path, await TokenAsync(page), fields);

    public Task<HttpResponseMessage> PostWithTokenAsync(string path, string? token, params (string Name, string Value)[] fields)
    {
        var form = fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value));
        if (token is not null)
            form = form.Append(new("__RequestVerificationToken", token));
        return _http.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(form));
    }

    /// <summary>The token of a page's form.</summary>
    public async Task<string> TokenAsync(string page) => Token().Match(await TextAsync(page)).Groups[1].Value;

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
