using MiyakoMailSanitizer.Sanitizing.Passwords;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Passwords;

/// <summary>How people announce passwords; the right one is among the first few.</summary>
public sealed class PasswordCandidatesTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "abc12345", "先ほどお送りしたファイルのパスワードは abc12345 です。\nよろしくお願いいたします。" },
        { "abc12345", "先ほどお送りしたファイルのパスワードはabc12345です。" },
        { "abc12345", "パスワード：abc12345" },
        { "abc12345", "パスワード: abc12345\n" },
        { "abc12345", "解凍パスワード\n\nabc12345\n\n以上" },
        { "abc12345", "解凍PW：　abc12345　（半角英数）" },
        { "abc12345", "ＰＷ＝ａｂｃ１２３４５" },
        { "ａｂｃ１２３４５", "ＰＷ＝ａｂｃ１２３４５" },
        { "abc12345", "ﾊﾟｽﾜｰﾄﾞ：ａｂｃ１２３４５。" },
        { "abc12345", "Password: abc12345" },
        { "abc12345", "The password is abc12345." },
        { "abc12345", "pass → abc12345" },
        { "abc12345", "添付ファイルの解凍キーは「abc12345」となります。" },
        { "abc12345", "パスワードは以下のとおりです。\n\n　　abc12345\n" },
        { "abc12345", "パスワードは下記になります。\n----------\nabc12345\n----------" },
        { "abc 123", "パスワードは「abc 123」です（空白を含みます）。" },
        { "宮古市2026", "パスワードは『宮古市2026』です。" },
        { "みやこ", "パスワードは「みやこ」です。" },
        { "20261123", "パスワードは本日の日付8桁（20261123）です。" },
        { "#Xy!9?z", "PW: #Xy!9?z" },
        { "Aa1-_@/", "PW: Aa1-_@/" },
        { "p@ss.", "PW: p@ss." },
        { "p@ss", "PW: p@ss." },
        { "abc12345", "> パスワード：abc12345" },
        { "q7Wn2Lp9", "お世話になっております。宮古市役所の佐藤です。\n先ほどのファイルの件です。\nq7Wn2Lp9\nよろしくお願いいたします。\n電話 0193-62-2111" },
        { "abc12345", "件名のとおりです。パスワード通知\nパスワード\tabc12345" },
        { "abc12345", "【パスワード】abc12345" },
        { "abc12345", "■パスワード\n・abc12345".Replace("・", "", StringComparison.Ordinal) },
        { "Geheim-4711", "パスワードを間違えました。\n正しくは\n\nＧｅｈｅｉｍ-４７１１\n\nです。" },
        { "kaitou-77", "展開用パスワードは、次のとおりです： kaitou-77" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_password_is_among_the_first(string password, string text)
    {
        var found = PasswordCandidates.Find("", text);
        Assert.Contains(password, found.Take(12));
    }

    [Fact]
    public void The_announced_one_comes_before_all_others()
        => Assert.Equal("abc12345", PasswordCandidates.Find("Re: 資料2026の件", "資料A-12をV2.3で送ります。\n担当 佐藤 tanto1@example.jp\nパスワード：abc12345\n")[0]);

    [Fact]
    public void The_subject_may_hold_it()
        => Assert.Contains("abc12345", PasswordCandidates.Find("パスワード：abc12345", "件名のとおりです。"));

    [Fact]
    public void An_ordinary_mail_has_few()
        => Assert.True(PasswordCandidates.Find("会議のお知らせ", "明日の会議は会議室Bで行います。\n資料は後日送付します。\n").Length <= 4);

    [Fact]
    public void Links_are_none()
        => Assert.DoesNotContain(PasswordCandidates.Find("", "パスワードは https://example.jp/a1 で確認してください"), c => c.Contains("://", StringComparison.Ordinal));

    [Fact]
    public void Hostile_texts_end_soon_and_never_throw()
    {
        var random = new Random(20);
        string[] pieces = ["パスワード", "password", "：", "「", "」", "(", "ﾊﾟｽﾜｰﾄﾞ", "\uD83D", "\uDE00", "　", "\n", "は", "abc1", "ｶﾞ", "＝", ">", "\t", "ß", "\u0301", new('a', 5_000)];
        for (var i = 0; i < 300; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(2_000)).Select(_ => pieces[random.Next(pieces.Length)]));
            var found = PasswordCandidates.Find(text, text);
            Assert.True(found.Length <= PasswordCandidates.Max);
            Assert.All(found, f => Assert.InRange(f.Length, 1, 400));
        }
    }

    [Fact]
    public void The_engine_finds_them_where_it_is_asked_to()
    {
        const string Mail = "From: a@example.jp\r\nSubject: pw\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPassword: abc12345\r\n";
        var file = new UntrustedFile("", "message/rfc822", System.Text.Encoding.UTF8.GetBytes(Mail));
        var asked = Engines.Standard.TreatWhole(file, Engines.Context with { FindsPasswords = true }, CancellationToken.None);
        Assert.Equal("abc12345", asked.PasswordCandidates[0]);
        Assert.Equal("a@example.jp", asked.Heading.From);
        Assert.Empty(Engines.Standard.TreatWhole(file, Engines.Context, CancellationToken.None).PasswordCandidates);
    }
}
