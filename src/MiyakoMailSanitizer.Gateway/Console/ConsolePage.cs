using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.WebConsole;

/// <summary>What all pages have: words in the language of the reader, and who that is.</summary>
internal abstract class ConsolePage : PageModel
{
    /// <summary>False: Japanese.</summary>
    public bool IsEnglish => Request.Cookies[ConsoleHeaders.Language] == "en";

    /// <summary>The account; empty where nobody is signed in.</summary>
    public string UserName => User.Identity?.Name ?? "";

    /// <summary>One of the two.</summary>
    public string T(string japanese, string english) => IsEnglish ? english : japanese;

    /// <summary>True where the reader's role is this or more.</summary>
    public bool Is(ConsoleRole role) => Session.RoleOf(User) >= role;

    /// <summary>A moment in local time.</summary>
    public static string At(DateTimeOffset moment) => moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A number of bytes.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
    };

    public string StateName(CaseState state) => state switch
    {
        CaseState.Held => T("判断待ち", "waits for a decision"),
        CaseState.WaitingForPassword => T("パスワード待ち", "waits for a password"),
        CaseState.Released => T("解放済み", "released"),
        _ => T("破棄済み", "discarded"),
    };

    /// <summary>What became of a file.</summary>
    public string OutcomeName(string outcome, string treatment) => outcome switch
    {
        "rebuilt" => T("作り直して配送", "rebuilt"),
        "converted" => T("変換して配送", "converted"),
        "removed" => T("削除", "removed"),
        _ when treatment == "hold" => T("メール全体を保留", "the message is held"),
        _ => T("隔離", "kept back"),
    };
}
