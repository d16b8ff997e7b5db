using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Passwords;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;
using MiyakoMailSanitizer.Gateway.WebConsole.Cases;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>A case: what was withheld and why, its text, and the decision.</summary>
internal sealed class CaseModel(
    FolderQuarantine quarantine, CaseActs acts, Unlocker unlocker, CaseOriginals originals, OriginalsOptions originalsOptions, CasePreview preview, CaseHistory history, CaseIndex index,
    IAuditLog audit, TimeProvider clock) : ConsolePage
{
    private const int LongestReason = 500, LongestPassword = 256, ShortestZipPassword = 8;

    public CaseReport Report { get; private set; } = null!;

    public CaseState State { get; private set; }

    internal CaseDecision? Decision { get; private set; }

    public string Preview { get; private set; } = "";

    /// <summary>What came of the act before.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>Files whose originals may be asked for; none where the settings don't allow it.</summary>
    public ImmutableArray<ReportNode> Originals { get; private set; } = [];

    /// <summary>What another one has asked for; null where nothing waits.</summary>
    internal OriginalRequest? Requested { get; private set; }

    /// <summary>What was done with it so far.</summary>
    public ImmutableArray<HistoryLine> History { get; private set; } = [];

    public bool IsOpen => State is CaseState.Held or CaseState.WaitingForPassword;

    public bool IsGood => Done is "notified" or "original-requested" or "original-released" or "released" or "released-part" or "discarded" or "unlocked";

    public string? Said => Done switch
    {
        "released" => T("無害化して送りました。", "It was made safe and sent on."),
        "released-part" => T("無害化できたものを送りました。まだ隔離しているファイルがあります。", "What could be made safe was sent on; some files are kept back still."),
        "discarded" => T("破棄しました。", "It was discarded."),
        "unlocked" => T("開いて無害化し、送りました。", "It was opened, made safe and sent on."),
        "none-fits" => T("このパスワードでは開きません。", "The password opens nothing."),
        "too-soon" => T("間違いが続いたため、しばらく待ってから試してください。", "Too many wrong passwords; wait a while."),
        "busy" => T("ほかの人が操作中です。画面を開き直してください。", "Another act on it is under way; open the page again."),
        "nothing" => T("今の規則では送れるものがありません。", "Today's rules let through nothing of it."),
        "no-case" => T("すでに判断されています。", "It is decided already."),
        "no-reason" => T("理由を書いてください。", "Give a reason."),
        "notified" => T("宛先へもう一度お知らせしました。", "The recipients were told once more."),
        "original-requested" => T("原本の解放を申請しました。別の担当者の承認を待っています。", "Another operator has to approve it now."),
        "original-released" => T("二人の確認とウイルス検査のうえ、原本を送りました。", "The original was scanned and sent on."),
        "original-same-person" => T("申請した本人は承認できません。", "Who asked for it can't approve it."),
        "original-malware" => T("ウイルス検査で検出されたため、送りませんでした。", "The malware scan has found something; nothing was sent."),
        "original-not-scanned" => T("ウイルス検査ができないため、送りませんでした。", "It could not be scanned; nothing was sent."),
        "original-no-request" => T("申請がないか、期限が切れています。", "Nobody has asked for it, or the request is too old."),
        "original-refused" => T("このファイルの原本は送れません。", "The original of this file can't be released."),
        "failed" => T("無害化処理を始められません。少し待ってからやり直してください。", "No worker can be started; try again a little later."),
        _ => null,
    };

    /// <summary>An audit event in words; others stand as they are.</summary>
    public string KindName(string kind) => kind switch
    {
        "accepted" => T("受信", "accepted"),
        "sanitized" => T("無害化", "sanitized"),
        "held" => T("保留", "held"),
        "relayed" => T("配送", "relayed"),
        "refused" => T("中継先が拒否", "refused by the next hop"),
        "deferred" => T("再送待ち", "deferred"),
        "bounced" => T("差し戻し", "bounced"),
        "released" => T("解放", "released"),
        "release-failed" => T("解放できるものなし", "nothing to release"),
        "discarded" => T("破棄", "discarded"),
        "unlocked" => T("パスワードで開いた", "unlocked"),
        "unlock-failed" => T("パスワードが合わない", "the password opens nothing"),
        "unlock-refused" => T("パスワードを試せない", "unlocking was refused"),
        "notified" => T("再度のお知らせ", "told again"),
        "original-requested" => T("原本の解放を申請", "original requested"),
        "original-released" => T("原本を解放", "original released"),
        "original-refused" => T("原本の解放を中止", "original not released"),
        "original-downloaded" => T("原本をダウンロード", "original downloaded"),
        _ => kind,
    };

    public string ActName(string act) => act switch
    {
        "released" => T("解放", "released"),
        "unlocked" => T("パスワードで開いて送付", "unlocked"),
        "original-released" => T("原本を解放", "original released"),
        _ => T("破棄", "discarded"),
    };

    /// <summary>A request that changes something needs the role, whatever the page shows.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (HttpMethods.IsPost(Request.Method) && !Is(ConsoleRole.Operator))
            context.Result = Forbid();
    }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (!SpoolId.IsValid(id) || quarantine.StateOf(id) is not { } state)
            return NotFound();
        try
        {
            (State, Report, Decision) = (state, quarantine.Read(id), quarantine.DecisionOf(id));
            if (originalsOptions.MayBeReleased && IsOpen && Report.Delivery != "held")
                (Originals, Requested) = ([.. CaseOriginals.Candidates(Report)], originals.Waiting(id));
            History = history.Read(id, Report.ReceivedAt);
            Preview = await preview.ReadAsync(Report, cancellationToken);
        }
        catch (WorkersUnavailableException)
        {
            // The page is of use without it.
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return NotFound(); // moved meanwhile, or damaged
        }
        return Page();
    }

    public Task<IActionResult> OnPostReleaseAsync(string id, string? reason, string? treat, CancellationToken cancellationToken) => ActAsync(id, reason, async why =>
    {
        Treatment? atMost = treat switch { "convert" => Treatment.Convert, "image" => Treatment.Image, _ => null };
        var result = await acts.ReleaseAsync(id, atMost, UserName, why, cancellationToken);
        return result.Outcome == ActOutcome.Done ? result.Withheld.IsEmpty ? "released" : "released-part" : Word(result.Outcome);
    });

    public Task<IActionResult> OnPostNotifyAsync(string id, string? reason, CancellationToken cancellationToken) => ActAsync(id, reason, async why =>
    {
        var result = await acts.NotifyAsync(id, UserName, why, cancellationToken);
        return result.Outcome == ActOutcome.Done ? "notified" : Word(result.Outcome);
    });

    public Task<IActionResult> OnPostDiscardAsync(string id, string? reason) => ActAsync(id, reason, why =>
    {
        var result = acts.Discard(id, UserName, why);
        return Task.FromResult(result.Outcome == ActOutcome.Done ? "discarded" : Word(result.Outcome));
    });

    public Task<IActionResult> OnPostUnlockAsync(string id, string? password, CancellationToken cancellationToken) => ActAsync(id, "-", async _ =>
    {
        if (password is not { Length: > 0 and <= LongestPassword })
            return "none-fits";
        var waiting = new WaitingCases(quarantine).Look();
        var result = await unlocker.TryAsync(id, [password], UserName, isOperator: true, cancellationToken);
        if (result.Outcome == UnlockOutcome.Unlocked)
            await PairingService.OpenSameAsync(unlocker, waiting, result, UserName, cancellationToken);
        return result.Outcome switch
        {
            UnlockOutcome.Unlocked => "unlocked",
            UnlockOutcome.NoneFits => "none-fits",
            UnlockOutcome.Malware => "original-malware",
            UnlockOutcome.TooSoon => "too-soon",
            UnlockOutcome.Busy => "busy",
            _ => "no-case",
        };
    });

    public Task<IActionResult> OnPostRequestOriginalAsync(string id, string? sha256, string? reason)
        => ActAsync(id, reason, why => Task.FromResult(Word(originals.Request(id, sha256 ?? "", UserName, why).Outcome)));

    public async Task<IActionResult> OnPostApproveOriginalAsync(string id, string? reason, CancellationToken cancellationToken)
        => Is(ConsoleRole.Approver)
            ? await ActAsync(id, reason, async why => Word((await originals.ApproveAsync(id, UserName, why, cancellationToken)).Outcome))
            : Forbid();

    /// <summary>The original, for whoever may: locked, so that nothing opens it by itself.</summary>
    public IActionResult OnPostDownload(string id, string? reason, string? password)
    {
        if (!Is(ConsoleRole.Approver))
            return Forbid();
        if (!SpoolId.IsValid(id) || quarantine.StateOf(id) is null)
            return NotFound();
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason || password is not { Length: >= ShortestZipPassword and <= LongestPassword })
            return LocalRedirect($"/Case/{id}?done=no-reason");
        var original = quarantine.ReadOriginal(id);
        audit.Write(new("original-downloaded", id, [new("by", UserName), new("reason", reason.ReplaceLineEndings(" "))]));
        return File(LockedZip.Write("original.eml", original, password, clock.GetLocalNow()), "application/zip", $"{id}.zip");
    }

    private async Task<IActionResult> ActAsync(string id, string? reason, Func<string, Task<string>> act)
    {
        if (!SpoolId.IsValid(id) || quarantine.StateOf(id) is null)
            return NotFound();
        var why = (reason ?? "").ReplaceLineEndings(" ").Trim();
        string done;
        try
        {
            done = why.Length is 0 or > LongestReason ? "no-reason" : await act(why);
        }
        catch (WorkersUnavailableException)
        {
            done = "failed";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            done = "no-case"; // moved by someone else in this moment
        }
        index.Look(id);
        return LocalRedirect($"/Case/{id}?done={done}");
    }

    private static string Word(OriginalOutcome outcome) => outcome switch
    {
        OriginalOutcome.Requested => "original-requested",
        OriginalOutcome.Released => "original-released",
        OriginalOutcome.SamePerson => "original-same-person",
        OriginalOutcome.Malware => "original-malware",
        OriginalOutcome.NotScanned => "original-not-scanned",
        OriginalOutcome.NoRequest => "original-no-request",
        OriginalOutcome.Busy => "busy",
        OriginalOutcome.NoCase => "no-case",
        _ => "original-refused",
    };

    private static string Word(ActOutcome outcome) => outcome switch
    {
        ActOutcome.Busy => "busy",
        ActOutcome.Nothing => "nothing",
        _ => "no-case",
    };
}
