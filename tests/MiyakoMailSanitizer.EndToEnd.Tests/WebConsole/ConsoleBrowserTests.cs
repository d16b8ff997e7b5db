using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using OpenQA.Selenium;

namespace MiyakoMailSanitizer.EndToEnd.Tests.WebConsole;

/// <summary>The console in a real browser, as operators use it; scripts are off.</summary>
public sealed class ConsoleBrowserTests
{
    [BrowserFact]
    public async Task A_case_is_found_read_and_released_and_another_discarded()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var wanted = await console.HeldAsync("=?UTF-8?B?6KaL56mN5pu444Gu5Lu2?=", text: "words of the sender"); // 見積書の件
        var unwanted = await console.HeldAsync("unwanted");
        using var browser = new Browser(console.Port);
        browser.Open($"/Case/{wanted}");
        browser.Shoot("sign-in");
        browser.Until(() => browser.Place.StartsWith("/SignIn", StringComparison.Ordinal));
        Assert.False(browser.Has("見積書"));
        browser.SignIn(await ConsoleAccount.AddAsync(console.Gateway, "taro", "operator"));
        Assert.Equal("/", browser.Place);
        Eventually(() => browser.Has("見積書の件"), browser, "/");
        browser.Shoot("dashboard");

        browser.Click("隔離");
        browser.Type("q", "ＨＯＬＤ-me 見積書");
        browser.Click("検索");
        browser.Until(() => browser.Has("1 件"));
        Assert.False(browser.Has("unwanted"));
        browser.Shoot("search");
        browser.Click("見積書の件");
        browser.Until(() => browser.Has("words of the sender") && browser.Has("hold-me.txt") && browser.Has("判断待ち"));
        browser.Shoot("case");
        browser.Type("release-reason", "本人に確認しました");
        browser.Click("もう一度無害化して送る");
        browser.Until(() => browser.Has("無害化して送りました。") && browser.Has("解放済み") && browser.Has("本人に確認しました"));
        // The case tells its own history.
        Assert.Matches(@"経過\s+[0-9: -]+ 受信[\s\S]* 保留[\s\S]* 解放 taro 本人に確認しました", browser.Text);
        browser.Shoot("released");
        await Harness.Eventually.TrueAsync(() => console.Receiver.Messages.Any(m => m.Text.Contains("words of the sender", StringComparison.Ordinal)), () => console.Gateway.Log);

        browser.Open($"/Case/{unwanted}");
        browser.Type("discard-reason", "広告");
        browser.Click("破棄する");
        browser.Until(() => browser.Has("破棄しました。") && browser.Has("破棄済み"));
        Assert.Single(console.Receiver.Messages);
        browser.Click("English");
        browser.Until(() => browser.Has("discarded") && browser.Has("What was done with each file"));
        browser.Click("Rules");
        browser.Shoot("rules");
        browser.Click("Queue");
        browser.Until(() => browser.Has("Nothing is on its way."));
        browser.Click("Sign out");
        browser.Open("/Cases");
        browser.Until(() => browser.Place.StartsWith("/SignIn", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task A_waiting_file_is_unlocked()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var id = await console.LockedAsync("locked", "Geheim-4711");
        using var browser = new Browser(console.Port);
        browser.SignIn(await ConsoleAccount.AddAsync(console.Gateway, "taro", "operator"));
        browser.Open($"/Case/{id}");
        browser.Shoot("locked");
        browser.Type("password", "wrong");
        browser.Click("パスワードで開いて送る");
        browser.Until(() => browser.Has("このパスワードでは開きません。"));
        browser.Type("password", "Geheim-4711");
        browser.Click("パスワードで開いて送る");
        browser.Until(() => browser.Has("開いて無害化し、送りました。"));
        await Harness.Eventually.TrueAsync(() => console.Receiver.Messages.Count == 2, () => console.Gateway.Log);
    }

    [BrowserFact]
    public async Task Every_page_fits_a_phone()
    {
        await using var console = await ConsoleGateway.StartAsync();
        var id = await console.HeldAsync(string.Concat(Enumerable.Repeat("averylongsubject", 15)), $"hold-{new string('x', 150)}.txt");
        using var browser = new Browser(console.Port, width: 320);
        browser.SignIn(await ConsoleAccount.AddAsync(console.Gateway, "taro", "administrator"));
        Eventually(() => browser.Has("averylong"), browser, "/");
        foreach (var (page, name) in new[] { ("/", "dashboard"), ("/Cases", "cases"), ($"/Case/{id}", "case"), ("/Queue", "queue"), ("/Rules", "rules"), ("/Audit", "audit"), ("/SignIn", "sign-in") })
        {
            browser.Open(page);
            browser.Shoot($"phone-{name}");
            Assert.True(browser.FitsWidth(), page);
        }
    }

    [BrowserFact]
    public async Task The_keyboard_is_enough()
    {
        await using var console = await ConsoleGateway.StartAsync();
        await console.HeldAsync("keyboard");
        using var browser = new Browser(console.Port);
        var account = await ConsoleAccount.AddAsync(console.Gateway, "taro", "operator");
        browser.Open("/SignIn");
        browser.Press(account.Name + Keys.Tab);
        browser.Press(account.Password + Keys.Tab);
        browser.Press(account.Code + Keys.Enter);
        browser.Until(() => browser.Place == "/");
        Eventually(() => browser.Has("keyboard"), browser, "/");
        browser.TabTo(e => e.TagName == "a" && e.Text == "keyboard");
        browser.Press(Keys.Enter);
        browser.Until(() => browser.Place.StartsWith("/Case/", StringComparison.Ordinal));
        browser.TabTo(e => e.GetDomAttribute("id") == "release-reason");
        browser.Press("by keyboard" + Keys.Enter);
        browser.Until(() => browser.Has("無害化して送りました。"));
    }

    [BrowserFact]
    public async Task A_session_ends_when_its_account_is_removed()
    {
        await using var console = await ConsoleGateway.StartAsync();
        using var browser = new Browser(console.Port);
        browser.SignIn(await ConsoleAccount.AddAsync(console.Gateway, "taro", "viewer"));
        browser.Until(() => browser.Has("taro"));
        Assert.Equal(0, (await MiyakoCommand.RunAsync("console", "user", "remove", "taro", "--config", console.Gateway.ConfigFile)).ExitCode);
        browser.Click("隔離");
        browser.Until(() => browser.Place.StartsWith("/SignIn", StringComparison.Ordinal));
    }

    private static void Eventually(Func<bool> condition, Browser browser, string page)
    {
        for (var i = 0; i < 20 && !condition(); i++)
        {
            Thread.Sleep(500);
            browser.Open(page);
        }
        Assert.True(condition(), browser.Text);
    }
}
