using System.Net;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.WebConsole;

/// <summary>What attackers and curious colleagues try on the console.</summary>
public sealed class ConsoleAttackTests
{
    private const string Script = "<script>alert(1)</script>";

    private static readonly string[] Pages = ["/", "/Cases", "/Queue", "/Rules", "/Audit"];

    [Fact]
    public async Task Nobody_sees_anything_without_signing_in()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var id = await console.HeldAsync("secret subject");
        using var stranger = new ConsoleClient(console.Port);
        foreach (var page in Pages.Append($"/Case/{id}"))
        {
            using var response = await stranger.GetAsync(page);
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
            Assert.StartsWith("/SignIn", response.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
            Assert.Empty(await response.Content.ReadAsStringAsync());
        }
        var token = await stranger.TokenAsync("/SignIn");
        foreach (var act in Acts(id))
        {
            using var response = await stranger.PostWithTokenAsync(act, token, ("reason", "r"), ("id", id));
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        }
        Assert.Equal([id], console.Gateway.Cases());
    }

    [Fact]
    public async Task A_role_does_what_it_may_and_no_more()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var id = await console.HeldAsync("roles");
        using var viewer = await console.SignedInAsync("viewer");
        var page = await viewer.TextAsync($"/Case/{id}");
        Assert.DoesNotContain("handler=Release", page, StringComparison.Ordinal);
        var token = await viewer.TokenAsync($"/Case/{id}");
        foreach (var act in Acts(id))
        {
            using var refused = await viewer.PostWithTokenAsync(act, token, ("reason", "r"), ("password", "p"), ("id", id));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
        Assert.Equal([id], console.Gateway.Cases());
        using var @operator = await console.SignedInAsync("operator");
        using var approver = await console.SignedInAsync("approver");
        using var administrator = await console.SignedInAsync("administrator");
        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK],
            await Task.WhenAll(new[] { viewer, @operator, approver, administrator }.Select(StatusOfAudit)));
        using var done = await @operator.PostAsync($"/Case/{id}", $"/Case/{id}?handler=Discard", ("reason", "no"));
        Assert.Equal($"/Case/{id}?done=discarded", done.Headers.Location!.OriginalString);
        Assert.True(Directory.Exists(console.Gateway.Of("quarantine", "discarded", id)));

        static async Task<HttpStatusCode> StatusOfAudit(ConsoleClient client)
        {
            using var response = await client.GetAsync("/Audit");
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_form_of_another_site_does_nothing()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var id = await console.HeldAsync("csrf");
        using var victim = await console.SignedInAsync("operator");
        using var attacker = await console.SignedInAsync("operator");
        var foreign = await attacker.TokenAsync($"/Case/{id}");
        foreach (var token in new[] { null, "", "x", foreign })
        {
            foreach (var act in Acts(id))
            {
                using var response = await victim.PostWithTokenAsync(act, token, ("reason", "r"), ("password", "p"), ("id", id));
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            }
        }
        Assert.Equal([id], console.Gateway.Cases());
        using var page = await victim.GetAsync("/");
        Assert.Contains("SameSite", string.Join(';', page.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : ["SameSite"]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_sender_writes_is_never_markup()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var mail = TestMail.WithAttachment(Script, $"body {Script}", $"hold{Script}\\\"'.exe", "MZ")
            .Replace("From: <sender@sender.example.jp>", $"From: \"{Script}\" <\"{Script}\"@sender.example.jp>", StringComparison.Ordinal);
        var id = await console.WaitsInAsync("held", mail);
        using var client = await console.SignedInAsync("administrator");
        await Eventually.TrueAsync(() => client.TextAsync("/Cases").GetAwaiter().GetResult().Contains(id, StringComparison.Ordinal), () => console.Gateway.Log);
        string[] pages = [.. Pages, $"/Case/{id}", "/Cases?q=" + Uri.EscapeDataString(Script), "/Audit?q=" + Uri.EscapeDataString("\"><script>"), $"/Case/{id}?done=<script>", "/Status?code=404"];
        foreach (var page in pages)
        {
            using var response = await client.GetAsync(page);
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(["default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"], response.Headers.GetValues("Content-Security-Policy"));
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.True(response.Headers.CacheControl!.NoStore);
        }
        var shown = await client.TextAsync($"/Case/{id}");
        Assert.Contains("body &lt;script&gt;alert(1)&lt;/script&gt;", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_in_ids_lead_nowhere()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var id = await console.HeldAsync("traversal");
        using var client = await console.SignedInAsync("operator");
        var token = await client.TokenAsync($"/Case/{id}");
        string[] ids = ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f", "%2e%2e%5c", $"{id}%2f..%2f{id}", $"{id}%00", "%00", "held", new string('a', 65), $"..%2fheld%2f{id}", "%E3%81%82"];
        foreach (var bad in ids)
        {
            using var response = await client.GetAsync($"/Case/{bad}");
            Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            foreach (var act in Acts(bad))
            {
                using var posted = await client.PostWithTokenAsync(act, token, ("reason", "r"), ("password", "p"), ("id", Uri.UnescapeDataString(bad)));
                Assert.NotEqual(HttpStatusCode.InternalServerError, posted.StatusCode);
                Assert.NotEqual(HttpStatusCode.Redirect, posted.StatusCode);
            }
        }
        Assert.Equal([id], console.Gateway.Cases());
    }

    [Fact]
    public async Task A_session_is_new_and_ends_with_its_account()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var account = await ConsoleAccount.AddAsync(console.Gateway, "taro", "viewer");
        using var client = new ConsoleClient(console.Port);
        client.Cookies.Add(client.Address, new Cookie("miyako-session", "fixed-by-an-attacker"));
        var code = account.Code;
        (await client.PostAsync("/SignIn", "/SignIn", ("name", account.Name), ("password", account.Password), ("code", code))).Dispose();
        var cookie = client.Cookies.GetCookies(client.Address)["miyako-session"]!.Value;
        Assert.NotEqual("fixed-by-an-attacker", cookie);
        using var thief = new ConsoleClient(console.Port);
        thief.Cookies.Add(thief.Address, new Cookie("miyako-session", cookie));
        await thief.TextAsync("/");
        // Whoever kept the cookie of a session that was ended has nothing.
        (await client.PostAsync("/", "/SignIn?handler=Out")).Dispose();
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(thief));

        var other = await ConsoleAccount.AddAsync(console.Gateway, "hanako", "operator");
        using var second = new ConsoleClient(console.Port);
        await second.SignInAsync(other);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second));
        await ConsoleAccount.AddAsync(console.Gateway, "hanako", "viewer");
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(second));
        // A code counts once.
        using var replay = new ConsoleClient(console.Port);
        using var answer = await replay.PostAsync("/SignIn", "/SignIn", ("name", account.Name), ("password", account.Password), ("code", code));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        static async Task<HttpStatusCode> StatusAsync(ConsoleClient client)
        {
            using var response = await client.GetAsync("/");
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var account = await ConsoleAccount.AddAsync(console.Gateway, "taro", "viewer");
        using var client = new ConsoleClient(console.Port);
        var token = await client.TokenAsync("/SignIn");
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, await TryAsync("wrong password", account.Code));
        // Now even the right one has to wait.
        Assert.Equal(HttpStatusCode.OK, await TryAsync(account.Password, account.Code));
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 8; i++)
            last = await TryAsync("wrong password", "000000");
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        var failed = console.Gateway.AuditEvents().Where(e => e.GetProperty("kind").GetString() == "console-sign-in-failed").ToList();
        Assert.True(failed.Count >= 6);
        Assert.DoesNotContain("wrong password", string.Concat(failed.Select(f => f.GetRawText())), StringComparison.Ordinal);

        async Task<HttpStatusCode> TryAsync(string password, string code)
        {
            using var response = await client.PostWithTokenAsync("/SignIn", token, ("name", account.Name), ("password", password), ("code", code));
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Nobody_is_sent_elsewhere()
    {
        await using var console = await ConsoleGateway.StartAsync();
        string[] targets = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "/\r\nX-Evil: 1"];
        foreach (var target in targets)
        {
            using var client = new ConsoleClient(console.Port);
            var account = await ConsoleAccount.AddAsync(console.Gateway, $"u{Guid.NewGuid():N}", "viewer");
            using var response = await client.PostAsync("/SignIn", "/SignIn", ("name", account.Name), ("password", account.Password), ("code", account.Code), ("to", target));
            Assert.DoesNotContain("evil", response.Headers.Location?.OriginalString ?? "", StringComparison.OrdinalIgnoreCase);
            Assert.False(response.Headers.Contains("X-Evil"));
        }
        using var stranger = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        foreach (var path in new[] { "//evil.example/?lang=en", "/%5cevil.example/?lang=en", "/%0d%0aX-Evil:1?lang=en" })
        {
            using var response = await stranger.GetAsync(new Uri($"http://127.0.0.1:{console.Port}{path}"));
            var location = response.Headers.Location?.OriginalString ?? "";
            Assert.False(location.StartsWith("//", StringComparison.Ordinal) || location.StartsWith("/\\", StringComparison.Ordinal) || location.StartsWith("http", StringComparison.Ordinal), location);
            Assert.False(response.Headers.Contains("X-Evil"));
        }
    }

    [Fact]
    public async Task Console_command_and_mv_decide_a_case_once()
    {
        await using var console = await ConsoleGateway.StartAsync();
        using var client = await console.SignedInAsync("operator");
        Directory.CreateDirectory(console.Gateway.Of("quarantine", "released"));
        const int Races = 3;
        for (var race = 0; race < Races; race++)
        {
            var id = await console.HeldAsync($"race {race}");
            var token = await client.TokenAsync($"/Case/{id}");
            var acts = new[]
            {
                MiyakoCommand.RunAsync("quarantine", "release", id, "--reason", "cli", "--config", console.Gateway.ConfigFile),
                client.PostWithTokenAsync($"/Case/{id}?handler=Release", token, ("reason", "console")),
                Task.Run(() => Move(console.Gateway, id)),
                (Task)client.PostWithTokenAsync($"/Case/{id}?handler=Release", token, ("reason", "console")),
            };
            await Task.WhenAll(acts);
            await Eventually.TrueAsync(() => File.Exists(console.Gateway.Of("quarantine", "released", id, "decision.json")), () => console.Gateway.Log);
            await console.Receiver.SubjectAsync($"race {race}", console.Gateway);
            Assert.Single(console.Gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "released" && e.GetProperty("id").GetString() == id);
        }
        await console.Gateway.SpoolIsEmptyAsync();
        Assert.Equal(Races, console.Receiver.Messages.Count);
    }

    private static void Move(RunningGateway gateway, string id)
    {
        try
        {
            Directory.Move(gateway.Of("quarantine", "held", id), gateway.Of("quarantine", "released", id));
        }
        catch (IOException)
        {
            // Another was quicker.
        }
    }

    private static string[] Acts(string id) => [$"/Case/{id}?handler=Release", $"/Case/{id}?handler=Discard", $"/Case/{id}?handler=Unlock", "/Queue?handler=Retry"];
}
