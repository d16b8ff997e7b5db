using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>The reverse harm: text of other languages, rightly declared, is never made Japanese.</summary>
public sealed class HonestForeignTests
{
    private static readonly (string Charset, int CodePage, string Texts)[] Declared =
    [
        ("iso-8859-1", 1252, "é|Müller|Grüße|Ça va?|À bientôt!|São Paulo|Señor Núñez|Ærø|Ångström|ÉTÉ À LA PLAGE"
            + "|½ l für 3 € £|¿Qué tal?|«Déjà vu»|Björk Guðmundsdóttir"),
        ("windows-1252", 1252, "It’s “fine” – really…|Œuvre complète|™ and © and ®|Žižek – Šumava"
            + "|naïve|Zoë|1° 2² 3³|§ 5 Abs. 1|‚Äpfel‘ und „Öl“"),
        ("iso-8859-15", 28605, "Prix : 5 €|Œdipe|Ä|Überweisung über 20 €"),
        ("windows-1250", 1250, "Zażółć gęślą jaźń|Příliš žluťoučký kůň|Łódź|Köszönöm szépen|Český Krumlov|Dziękuję"),
        ("iso-8859-2", 28592, "Książka|Děkuji|Győr|Škoda|Čau|Łukasz Żak"),
        ("windows-1251", 1251, "Привет|Спасибо|Да|Договор № 5|Уважаемые коллеги!|ПРИКАЗ|Київ|Ёлка|г. Москва"),
        ("koi8-r", 20866, "Привет|Да|Документы во вложении|СРОЧНО|Ёлка"),
        ("iso-8859-5", 28595, "Москва|Да|Здравствуйте"),
        ("ibm866", 866, "Файл|Да|Отчёт за год"),
        ("iso-8859-7", 28597, "Καλημέρα|Ναι|Αθήνα 2026"),
        ("windows-1253", 1253, "Ευχαριστώ|Όχι|ΑΒΓ"),
        ("iso-8859-9", 1254, "Teşekkürler|İstanbul|ığdır|Şişli"),
        ("windows-1255", 1255, "שלום|תודה רבה|כן"),
        ("windows-1256", 1256, "شكرا|مرحبا بكم|نعم"),
        ("windows-874", 874, "สวัสดี|ขอบคุณครับ|ครับ"),
        ("windows-1258", 1258, "Hà Nôi|Viêt Nam"),
        ("gb2312", 936, "您好|谢谢|北京|会议资料请查收|中文|是|王先生，您好！|合同附件|一二三四五六七八九十"),
        ("gbk", 936, "镕堃|發票|國際貿易|喆"),
        ("gb18030", 54936, "您好，附件是会议资料|𠮷"),
        ("big5", 950, "您好|謝謝|臺北|會議資料請查收|中文|是|王先生，您好！|合約附件"),
        ("euc-kr", 949, "안녕하세요|감사합니다|서울|회의 자료|네|한글 文書|김철수 과장님"),
        ("ks_c_5601-1987", 949, "똠방각하|쀼|회의록 첨부합니다."),
    ];

    private static readonly string[] Undeclared =
    [
        "café au lait", "Grüße aus Köln", "São Paulo", "El niño está aquí", "Müller", "Françoise", "Smörgåsbord",
        "Das Büro ist geschlossen.",
        "déjà", "Señora", "façade", "über", "£5.00", "© 2026 Example", "Übergrößenträger", "Malmö", "Ça marche", "à la carte",
        "“quoted”", "10 – 12", "it’s", "Mañana", "Curaçao", "Lübeck", "Zürich", "résumé.pdf", "Bücher & Zeitschriften", "André", "naïve",
        "Ich heiße Jürgen.", "Où êtes-vous ?", "Björn Åkesson", "Température 20°C", "1½ Tassen", "Coração", "pâté", "crème brûlée",
    ];

    static HonestForeignTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, int, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, int, string>();
            foreach (var (charset, codePage, texts) in Declared)
            {
                foreach (var text in texts.Split('|'))
                    rows.Add(charset, codePage, text);
            }
            return rows;
        }
    }

    public static TheoryData<string> UndeclaredRows => [.. Undeclared];

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_is_declared_is_believed(string charset, int codePage, string text)
    {
        foreach (var variant in new[] { text, $"Re: {text}", $"{text}\r\n-- \r\n{text}\r\n", $"<{text}> 2026-11-23 report.pdf" })
        {
            var decoded = TextDecoder.Decode(Encoding.GetEncoding(codePage).GetBytes(variant), charset, "");
            Assert.Equal(variant, decoded.Text);
            Assert.Empty(decoded.Findings);
            var unicode = TextDecoder.Decode(Encoding.UTF8.GetBytes(variant), "utf-8", "");
            Assert.Equal(variant, unicode.Text);
            Assert.Empty(unicode.Findings);
            Assert.Equal(variant, TextDecoder.Decode(Encoding.UTF8.GetBytes(variant), null, "").Text);
        }
    }

    [Theory]
    [MemberData(nameof(UndeclaredRows))]
    public void Western_text_without_a_declaration_stays_western(string text)
    {
        foreach (var variant in new[] { text, $"Re: {text}", $"{text}\r\n" })
        {
            var decoded = TextDecoder.Decode(Encoding.GetEncoding(1252).GetBytes(variant), null, "");
            Assert.Equal(variant, decoded.Text);
            Assert.False(decoded.IsPoor);
        }
    }
}
