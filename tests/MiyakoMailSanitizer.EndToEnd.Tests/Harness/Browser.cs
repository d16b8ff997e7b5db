using System.Diagnostics;
using System.Drawing;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Skipped where Chromium or its driver is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
        => Skip = File.Exists(Browser.Chromium) && File.Exists(Browser.Driver) ? null : "Chromium is not installed (Debian packages chromium and chromium-driver).";
}

/// <summary>A real Chromium without a screen, as a person uses it: by what can be seen and clicked.</summary>
internal sealed class Browser : IDisposable
{
    public const string Chromium = "/usr/bin/chromium", Driver = "/usr/bin/chromedriver";

    private readonly ChromeDriver _chrome;
    private readonly string _address;
    private readonly string _profile = Directory.CreateTempSubdirectory("miyako-chromium-").FullName;

    public Browser(int port, int width = 1_280)
    {
        _address = $"http://127.0.0.1:{port}";
        var options = new ChromeOptions { BinaryLocation = Chromium };
        // No scripts: every act works without them.
        options.AddUserProfilePreference("profile.managed_default_content_settings.javascript", 2);
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={_profile}", "--force-device-scale-factor=1");
        _chrome = new ChromeDriver(ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Driver), Path.GetFileName(Driver)), options);
        _chrome.Manage().Window.Size = new Size(Math.Max(width, 500), 1_000);
        if (width < 500)
        {
            // Windows can't be that narrow; phones are.
            _chrome.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = true });
        }
    }

    public string Place => new Uri(_chrome.Url).PathAndQuery;

    /// <summary>What a person sees.</summary>
    public string Text
    {
        get
        {
            try
            {
                return _chrome.FindElement(By.TagName("body")).Text;
            }
            catch (Exception e) when (e is NoSuchElementException or StaleElementReferenceException)
            {
                return ""; // between two pages
            }
        }
    }

    /// <summary>What has the focus of the keyboard.</summary>
    public IWebElement Focus => _chrome.SwitchTo().ActiveElement();

    public void Open(string path) => _chrome.Navigate().GoToUrl(_address + path);

    public void SignIn(ConsoleAccount account)
    {
        Open("/SignIn");
        Type("name", account.Name);
        Type("password", account.Password);
        Type("code", account.Code);
        Click("ログイン");
    }

    public void Type(string id, string text) => _chrome.FindElement(By.Id(id)).SendKeys(text);

    /// <summary>Clicks a link or button by its words.</summary>
    public void Click(string words)
        => _chrome.FindElement(By.XPath($"//main//*[self::a or self::button][normalize-space()='{words}'] | //header//*[self::a or self::button][normalize-space()='{words}']")).Click();

    public bool Has(string words) => Text.Contains(words, StringComparison.Ordinal);

    /// <summary>Waits for what the next page shows.</summary>
    public void Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), Text);
            Thread.Sleep(100);
        }
    }

    /// <summary>Presses keys wherever the focus is.</summary>
    public void Press(string keys) => Focus.SendKeys(keys);

    /// <summary>Goes on by TAB until a link or button of these words has the focus.</summary>
    public void TabTo(Func<IWebElement, bool> isThere)
    {
        for (var i = 0; i < 60; i++)
        {
            if (isThere(Focus))
                return;
            Press(Keys.Tab);
        }
        Assert.Fail($"The keyboard does not get there: {Text}");
    }

    /// <summary>True where nothing sticks out of the window.</summary>
    public bool FitsWidth()
    {
        var metrics = (Dictionary<string, object>)_chrome.ExecuteCdpCommand("Page.getLayoutMetrics", [])!;
        var content = (Dictionary<string, object>)metrics["cssContentSize"];
        var view = (Dictionary<string, object>)metrics["cssLayoutViewport"];
        return Convert.ToDouble(content["width"]) <= Convert.ToDouble(view["clientWidth"]) + 1;
    }

    /// <summary>A picture of the page, where somebody wants to look at it.</summary>
    public void Shoot(string name)
    {
        if (Environment.GetEnvironmentVariable("MIYAKO_SCREENSHOTS") is { Length: > 0 } folder)
            _chrome.GetScreenshot().SaveAsFile(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{name}.png"));
    }

    public void Dispose()
    {
        _chrome.Quit();
        _chrome.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // Its last process is not quite gone.
        }
    }
}
