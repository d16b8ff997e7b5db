using Microsoft.AspNetCore.Mvc;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>What an error code means. For requests with a form, too.</summary>
[IgnoreAntiforgeryToken]
internal sealed class StatusModel : ConsolePage
{
    private int _code;

    public string Words => _code switch
    {
        403 => T("権限がありません", "Not allowed"),
        404 => T("見つかりません", "Not found"),
        429 => T("要求が多すぎます", "Too many requests"),
        _ => T("受け付けられません", "Not accepted"),
    };

    public string Advice => _code switch
    {
        403 => T("この操作はあなたの役割では行えません。必要な場合は管理者に相談してください。", "Your role may not do this; ask an administrator."),
        404 => T("番号が違うか、すでに片付けられています。", "The number is wrong, or it was cleared away."),
        429 => T("1分ほど待ってからやり直してください。", "Wait a minute and try again."),
        _ => T("画面を開き直してから、もう一度行ってください。", "Open the page again and repeat it."),
    };

    public void OnGet(int code) => _code = code;

    public void OnPost(int code) => _code = code;
}
