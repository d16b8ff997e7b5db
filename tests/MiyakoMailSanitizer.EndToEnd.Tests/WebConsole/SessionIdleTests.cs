using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.WebConsole;

/// <summary>Waits a real minute, beside other tests.</summary>
public sealed class SessionIdleTests
{
    [BrowserFact]
    public async Task A_session_ends_by_itself()
    {
        await using var console = await ConsoleGateway.StartAsync(c => c with { IdleMinutes = 1 });
        using var browser = new Browser(console.Port);
        browser.SignIn(await ConsoleAccount.AddAsync(console.Gateway, "taro", "viewer"));
        browser.Until(() => browser.Has("taro"));
        await Task.Delay(TimeSpan.FromSeconds(62));
        browser.Click("隔離");
        browser.Until(() => browser.Place.StartsWith("/SignIn", StringComparison.Ordinal));
    }
}
