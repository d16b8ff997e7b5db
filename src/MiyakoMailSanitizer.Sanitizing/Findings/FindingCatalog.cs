using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Findings;

/// <summary>What a finding code means, for people.</summary>
/// <param name="Japanese">One short clause, without a full stop.</param>
/// <param name="English">One short clause, without a full stop.</param>
public sealed record FindingText(string Japanese, string English);

/// <summary>Every finding code with its words. A test names codes that are used but missing here.</summary>
public static class FindingCatalog
{
    private static readonly FrozenDictionary<string, FindingText> Rows = new Dictionary<string, FindingText>(StringComparer.Ordinal)
    {
        ["sanitizer.failed"] = new("無害化処理に失敗しました", "the sanitizer failed on it"),
        ["sanitizer.missing"] = new("この形式の無害化には対応していません", "there is no sanitizer for this format"),
        ["rule.quarantine"] = new("規則により保管しました", "a rule keeps it back"),
        ["rule.remove"] = new("規則により削除しました", "a rule removes it"),
        ["rule.hold"] = new("規則によりメール全体を保留しました", "a rule holds the whole message"),
        ["limit.depth"] = new("入れ子が深すぎます", "files are nested too deeply"),
        ["limit.files"] = new("ファイルの数が多すぎます", "there are too many files"),
        ["limit.bytes"] = new("展開後の大きさが上限を超えています", "it is too large when unpacked"),
        ["limit.time"] = new("処理時間が上限を超えました", "it took too long"),
        ["file.polyglot"] = new("二つの形式として読めるファイルです", "it can be read as two formats at once"),
        ["file.unknown"] = new("形式を判別できません", "its format is not known"),
        ["sanitizer.treatment"] = new("この形式には指定の処理を行えません", "the treatment that a rule asks for can't be applied to it"),
        ["rule.none"] = new("安全に作り直す方法がない形式のため保管しました", "no rule lets this format through"),
        ["limit.text"] = new("本文が長すぎるため途中までを表示しています", "the text is too long and was cut"),
        ["file.unreadable"] = new("ファイルを読み込めません", "the file can't be read"),
        ["verifier.refused"] = new("無害化後の検査に合格しませんでした（運用担当者による確認が必要です）", "the verifier refused the result"),
        ["mail.ambiguous.duplicate-field"] = new("一つであるべきヘッダーが複数ありました", "a header field that must be single occurs several times"),
        ["mail.ambiguous.name"] = new("添付ファイルの名前が二通りに読めます", "a file has two different names"),
        ["mail.ambiguous.after-end"] = new("メールの終わりの区切りの後に部分が続いています", "parts follow the end of the message's parts"),
        ["mail.ambiguous.base64"] = new("添付の符号化（base64）が規則に反しています", "its base64 can be decoded in different ways"),
        ["mail.ambiguous.boundary"] = new("メールの区切りの指定が規則に反しています", "the boundary of its parts can be read in different ways"),
        ["mail.ambiguous.delimiter"] = new("メールの区切りの行が規則に反しています", "lines that divide its parts can be read in different ways"),
        ["mail.ambiguous.disposition"] = new("添付の指定が規則に反しています", "a Content-Disposition can be read in different ways"),
        ["mail.ambiguous.end-missing"] = new("メールの終わりの区切りがありません", "the end of its parts is missing"),
        ["mail.ambiguous.epilogue"] = new("メールの区切りの後に隠れた部分があります", "something hides behind the last part"),
        ["mail.ambiguous.field-name"] = new("ヘッダーの名前が規則に反しています", "names of header fields can be read in different ways"),
        ["mail.ambiguous.header-end"] = new("ヘッダーの終わりが二通りに読めます", "the end of a header can be read in different ways"),
        ["mail.ambiguous.hidden-part"] = new("一部のメールソフトにだけ見える部分のため保管しました", "only some mail programs see this part"),
        ["mail.ambiguous.line-end"] = new("行の終わり方が混在しています", "line ends of different kinds are mixed"),
        ["mail.ambiguous.long-line"] = new("ヘッダーの行が長すぎます", "a line of the header is too long"),
        ["mail.ambiguous.mbox-line"] = new("ヘッダーの前にメールボックスの区切り行がありました", "a separator line of a mailbox file stands before the header"),
        ["mail.ambiguous.media-type"] = new("形式の宣言が規則に反しています", "a Content-Type can be read in different ways"),
        ["mail.ambiguous.mime-version"] = new("MIMEの版の宣言がないか異なります", "MIME-Version is missing or another one"),
        ["mail.ambiguous.nul"] = new("文字のない場所（NUL）が含まれています", "it holds NUL bytes"),
        ["mail.ambiguous.parameter"] = new("形式の宣言に同じ項目が重なっています", "a parameter stands twice"),
        ["mail.ambiguous.partial"] = new("中身が別の場所にあるメールです", "its content is somewhere else"),
        ["mail.ambiguous.preamble"] = new("メールの区切りの前に隠れた部分があります", "something hides before the first part"),
        ["mail.ambiguous.quoted-printable"] = new("本文の符号化（quoted-printable）が規則に反しています", "its quoted-printable can be decoded in different ways"),
        ["mail.ambiguous.structure"] = new("メールの区切りが二通りに読めます", "its parts can be divided in different ways"),
        ["mail.ambiguous.too-many"] = new("読み方が多すぎるため調べきれません", "it can be read in more ways than can be looked at"),
        ["mail.ambiguous.transfer-encoding"] = new("符号化の宣言が規則に反しています", "a transfer encoding can be read in different ways"),
        ["mail.file-in-text"] = new("本文に書き込まれたファイルを添付として扱いました", "a file within the text was treated as an attachment"),
        ["mail.header-too-long"] = new("長すぎるヘッダーを切り詰めました", "header fields were too long and were cut"),
        ["mail.unreadable-header"] = new("ヘッダーを読み取れないため全体を本文として表示しています", "there is no readable header; all is shown as text"),
        ["mail.date"] = new("日付を読み取れません", "the date can't be read"),
        ["mail.address"] = new("アドレスとして書けない宛先・差出人を名前として表示しています", "an address that can't be written is shown as a name"),
        ["mail.too-many-addresses"] = new("宛先が多すぎるため一部を省きました", "there are too many addresses; some were left out"),
        ["mail.signature"] = new("電子署名は作り直しにより外しました", "the signature is dropped, as the message is written anew"),
        ["mail.alternatives-differ"] = new("文字のみの本文とHTMLの本文の内容が大きく異なります", "the plain text and the HTML text differ much"),
        ["mail.broken-multipart"] = new("メールの区切りが壊れているため全体を本文として表示しています", "its parts can't be told apart; all is shown as text"),
        ["mail.outside-parts"] = new("メールの区切りの外にあった部分を除きました", "what lay outside of its parts was left out"),
        ["csv.formula"] = new("表計算ソフトで実行される式を文字に変えました", "formulas were made text"),
        ["text.charset-lied"] = new("宣言された文字コードと実際の文字コードが違います", "the declared charset is not the real one"),
        ["text.charset-unknown"] = new("宣言された文字コードが不明なため自動判別しました", "the declared charset is not known; it was detected"),
        ["text.undecodable"] = new("文字として読めない部分があります", "parts of it can't be read as text"),
        ["text.utf7"] = new("UTF-7は危険なため復号しません", "UTF-7 is never decoded"),
        ["text.bidi"] = new("文字の並びを変える制御文字を取り除きました", "characters that reorder text were removed"),
        ["text.zero-width"] = new("目に見えない文字を取り除きました", "invisible characters were removed"),
        ["text.control"] = new("制御文字を取り除きました", "control characters were removed"),
        ["text.tag-characters"] = new("目に見えないタグ文字を取り除きました", "invisible tag characters were removed"),
        ["text.surrogate"] = new("壊れた文字を置き換えました", "broken characters were replaced"),
        ["name.bidi"] = new("ファイル名に文字の並びを変える制御文字がありました", "the file name held characters that reorder text"),
        ["name.invisible"] = new("ファイル名に目に見えない文字がありました", "the file name held invisible characters"),
        ["name.path"] = new("ファイル名からフォルダーやドライブの指定を取り除きました", "the file name named a folder or drive"),
        ["name.double-extension"] = new("ファイル名の拡張子が二重または隠されています", "the file name has a double or hidden extension"),
        ["name.extension"] = new("拡張子を実際の形式に合わせて変更しました", "the extension was changed to the real format"),
        ["html.truncated"] = new("HTMLが長すぎるため、途中までを変換しました", "the HTML is too long and was cut"),
        ["html.depth"] = new("HTMLの入れ子が深すぎるため、平らにしました", "the HTML is nested too deeply and was flattened"),
        ["html.hidden-text"] = new("画面に見えない文字を除きました", "text that people cannot see was left out"),
        ["html.link-mismatch"] = new("表示と実際のリンク先が異なります", "a link leads elsewhere than it shows"),
        ["html.link-scheme"] = new("許可されない種類のリンクを除きました", "links of a scheme that is not allowed were removed"),
        ["html.remote-image"] = new("外部の画像を読み込もうとしていました", "it would load images from the Internet"),
        ["html.tracker"] = new("開封を知らせる見えない画像がありました", "it holds unseen images that report the opening"),
        ["html.script"] = new("スクリプトを除きました", "scripts were removed"),
        ["html.form"] = new("入力フォームを除きました", "forms were removed"),
        ["html.frame"] = new("埋め込みフレームを除きました", "frames were removed"),
        ["html.object"] = new("埋め込みオブジェクトを除きました", "embedded objects were removed"),
        ["html.meta-refresh"] = new("別のページへの自動移動を除きました", "an automatic move to another page was removed"),
        ["file.trailing-data"] = new("ファイルの終わりの後に余分なデータがあります", "there is data after the end of the file"),
        ["file.type-mismatch"] = new("拡張子や宣言された形式と実際の形式が違います", "its name or declared type does not fit its real format"),
        ["file.encrypted"] = new("暗号化（パスワード保護）されています", "it is encrypted"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All codes.</summary>
    public static IEnumerable<string> Codes => Rows.Keys;

    /// <summary>The words for a code; the code itself where it has no row.</summary>
    public static FindingText Describe(string code) => Rows.TryGetValue(code, out var text) ? text : new(code, code);
}
