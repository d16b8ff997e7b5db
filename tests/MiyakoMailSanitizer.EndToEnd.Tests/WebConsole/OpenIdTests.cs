using System.Net;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.WebConsole;

/// <summary>Sign-in by another server.</summary>
public sealed class OpenIdTests
{
    [BrowserFact]
    public async Task A_person_comes_in_with_the_role_of_her_group()
    {
        await using var server = await OpenIdServer.StartAsync();
        server.Groups = ["staff", "mail-operators"];
        await using var console = await StartAsync(server);
        var id = await console.HeldAsync("openid");
        using var browser = new Browser(console.Port);
        browser.Open($"/Case/{id}");
        browser.Click("組織のアカウントでログイン");
        browser.Until(() => browser.Place == $"/Case/{id}" && browser.Has("hanako"));
        browser.Type("release-reason", "確認した");
        browser.Click("もう一度無害化して送る");
        browser.Until(() => browser.Has("無害化して送りました。"));
        Assert.Contains(console.Gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "released" && e.GetProperty("by").GetString() == "hanako");
        browser.Open("/Audit");
        browser.Until(() => browser.Has("権限がありません"));
    }

    [Fact]
    public async Task Who_has_no_group_or_no_good_token_stays_outside()
    {
        await using var server = await OpenIdServer.StartAsync();
        await using var console = await StartAsync(server);
        await ConsoleAccount.AddAsync(console.Gateway, "taro", "viewer");
        (string, Action)[] attempts =
        [
            ("no group", () => server.Groups = ["staff"]),
            ("a key that nobody knows", () => (server.Groups, server.SignsWrongly) = (["mail-operators"], true)),
            ("a token for someone else", () => (server.SignsWrongly, server.Audience) = (false, "another")),
            ("the name of an account", () => (server.Audience, server.Name) = ("miyako", "taro")),
            ("no name", () => server.Name = "../x y"),
        ];
        foreach (var (what, prepare) in attempts)
        {
            prepare();
            Assert.True(await SignInAsync(console) == HttpStatusCode.Redirect, what);
        }
        server.Name = "hanako@city.example.jp";
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(console));
        Assert.DoesNotContain(console.Gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "console-signed-in" && e.GetProperty("by").GetString() != "hanako@city.example.jp");
    }

    /// <summary>What the dashboard answers afterwards.</summary>
    private static async Task<HttpStatusCode> SignInAsync(ConsoleGateway console)
    {
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new(), AllowAutoRedirect = false });
        var next = new Uri($"http://127.0.0.1:{console.Port}/SignIn?handler=OpenId");
        for (var i = 0; i < 5 && next is not null; i++)
        {
            using var response = await http.GetAsync(next);
            next = response.Headers.Location is { } location ? new Uri(next, location) : null;
        }
        using var page = await http.GetAsync(new Uri($"http://127.0.0.1:{console.Port}/"));
        return page.StatusCode;
    }

    private static Task<ConsoleGateway> StartAsync(OpenIdServer server)
        => ConsoleGateway.StartAsync(c => c with { OpenId = new { authority = server.Address, operatorGroup = "mail-operators", administratorGroup = "mail-admins" } });
}
