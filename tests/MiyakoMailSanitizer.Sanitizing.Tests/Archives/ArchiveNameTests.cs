using System.Collections.Immutable;
using System.Formats.Tar;
using System.Text;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Names of Japanese senders, in every charset that can hold them, in every kind of archive.</summary>
public sealed class ArchiveNameTests
{
    private static readonly Encoding Cp932 = Strict(932), EucJp = Strict(51932), Utf8 = new UTF8Encoding(false, true);
    private static readonly byte[] Body = "x\r\n"u8.ToArray();

    private static readonly ImmutableArray<string> Words =
    [
        "表示.txt", "予算書.txt", "令和８年度当初予算.txt", "議事録ソ.txt", "申請書（様式第１号）.txt", "能登半島.txt", "暴力団排除条項.txt", "貼付資料.txt", "十勝.txt",
        "構成員名簿.txt", "添付ファイル①.txt", "㈱宮古商会.txt", "髙橋﨑.txt", "Ⅳ期計画.txt", "㍻31年.txt", "℡一覧.txt", "〜案内〜.txt", "ﾃｽﾄﾃﾞｰﾀ.txt", "ｱｲｳｴｵ.txt",
        "はじめに.txt", "カタカナ.txt", "ひらがなとカタカナ混在ABC.txt", "住民票　写し.txt", "図面_R6.10.1.txt", "ＦＡＸ送付状.txt", "見積書（税込）.txt", "請求書 2026年11月.txt",
        "消防署／救急.txt", "病院・診療所.txt", "「重要」お知らせ.txt", "道路占用許可申請書.txt", "下水道使用料.txt", "固定資産税課税明細書.txt", "児童手当現況届.txt", "介護保険料.txt",
        "選挙人名簿.txt", "都市計画図.txt", "防災無線.txt", "環境影響評価.txt", "人事異動内示.txt", "岩手県宮古市.txt", "田老.txt", "重茂.txt", "津軽石川.txt", "鮭まつり.txt",
        "①②③.txt", "纊褜鍈.txt", "Ｗｅｂ会議.txt", "ご案内～秋～.txt", "ソフト一覧表.txt", "圭一.txt", "構想.txt", "予定表.txt", "蚕糸.txt", "噂.txt", "欺.txt", "申込.txt", "貳拾.txt",
    ];

    /// <summary>Only Unicode has them.</summary>
    private static readonly ImmutableArray<string> Wide = ["𠮷野家.txt", "😀絵文字.txt", "葛󠄀城.txt", "한국어.txt", "中文简体.txt", "Ünïcödé.txt"];

    public static TheoryData<string, string> Kinds => new()
    {
        { "zip", "cp932" }, { "zip", "euc-jp" }, { "zip", "utf-8" }, { "zip flag", "utf-8" }, { "lzh0", "cp932" }, { "lzh2", "cp932" }, { "lzh2", "utf-8" }, { "lzh0", "euc-jp" },
        { "7z", "utf-8" }, { "rar4", "cp932" }, { "rar5", "utf-8" }, { "tar", "cp932" }, { "tar", "euc-jp" }, { "tar", "utf-8" }, { "pax", "utf-8" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void All_names_come_out_right(string kind, string charset)
    {
        var encoding = Named(charset);
        var words = (charset == "utf-8" ? Words.AddRange(Wide) : Words).Where(w => Can(encoding, w)).ToArray();
        Assert.True(words.Length > 45, $"{words.Length}");
        Assert.Equal(words, Names(Treat(Pack(kind, encoding, words), "a." + kind[..Math.Min(3, kind.Length)])));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_comes_out_right_alone(string kind, string charset)
    {
        var encoding = Named(charset);
        var words = Words.Where(w => Can(encoding, w) && w.Length >= 8).ToArray();
        Assert.Equal(words.Select(OneWave), words.Select(w => OneWave(Names(Treat(Pack(kind, encoding, [w]), "a." + kind[..Math.Min(3, kind.Length)])).Single())));
    }

    [Theory]
    [InlineData("か\u3099っこう.txt", "がっこう.txt")]
    [InlineData("ハ\u309Aンフレット.txt", "パンフレット.txt")]
    public void Names_of_macOS_are_composed(string name, string expected)
    {
        foreach (var kind in new[] { "zip", "zip flag", "7z", "rar5", "tar", "pax", "lzh2" })
            Assert.Equal(expected, Assert.Single(Names(Treat(Pack(kind, Utf8, [name]), "a." + kind[..Math.Min(3, kind.Length)]))));
    }

    [Fact]
    public void Folders_are_divided_where_they_are_and_not_within_a_character()
    {
        Assert.Equal("表/ソ/能.txt", Assert.Single(Names(Treat(Pack("zip", Cp932, ["表\\ソ\\能.txt"])))));
        Assert.Equal("表/ソ/能.txt", Assert.Single(Names(Treat(Pack("rar4", Cp932, ["表\\ソ\\能.txt"]), "a.rar"))));
        Assert.Equal("表/ソ/能.txt", Assert.Single(Names(Treat(Pack("lzh0", Cp932, ["表\\ソ\\能.txt"]), "a.lzh"))));
    }

    [Fact]
    public void A_name_of_300_bytes_is_cut_between_characters()
    {
        var name = new string('あ', 100) + ".txt";
        var cut = Assert.Single(Names(Treat(Pack("zip flag", Utf8, [name]))));
        Assert.Matches("^あ{50,}\\.txt$", cut);
    }

    private static byte[] Pack(string kind, Encoding encoding, string[] names) => kind switch
    {
        "zip" => names.Aggregate(new RawZip(), (zip, n) => zip.Add(new RawZip.Entry(encoding.GetBytes(n), Body))).Build(),
        "zip flag" => names.Aggregate(new RawZip(), (zip, n) => zip.Add(new RawZip.Entry(encoding.GetBytes(n), Body) { Flags = 0x800 })).Build(),
        "lzh0" => RawLzh.Build(0, [.. names.Select(n => (encoding.GetBytes(n), Body))]),
        "lzh2" => RawLzh.Build(2, [.. names.Select(n => (encoding.GetBytes(n), Body))]),
        "7z" => RawSevenZip.Stored(names, Body),
        "rar4" => RawRar.Old([.. names.Select(n => new RawRar.Entry(encoding.GetBytes(n), Body))]),
        "rar5" => RawRar.New([.. names.Select(n => new RawRar.Entry(encoding.GetBytes(n), Body))]),
        "tar" => Tar(names.Select(encoding.GetBytes)),
        _ => Pax(names),
    };

    private static byte[] Pax(string[] names)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var name in names)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Body) });
        }
        return stream.ToArray();
    }

    private static byte[] Tar(IEnumerable<byte[]> names)
    {
        var bytes = new List<byte>();
        foreach (var name in names)
        {
            var header = new byte[512];
            name.CopyTo(header, 0);
            "0000644\0"u8.CopyTo(header.AsSpan(100));
            Encoding.ASCII.GetBytes(Convert.ToString(Body.Length, 8).PadLeft(11, '0')).CopyTo(header, 124);
            "14700000000"u8.CopyTo(header.AsSpan(136));
            header[156] = (byte)'0';
            "ustar\000"u8.CopyTo(header.AsSpan(257));
            header.AsSpan(148, 8).Fill((byte)' ');
            Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
            bytes.AddRange([.. header, .. Body, .. new byte[512 - Body.Length]]);
        }
        return [.. bytes, .. new byte[1024]];
    }

    /// <summary>EUC-JP has one dash for the two, and no program says which it was.</summary>
    private static string OneWave(string name) => name.Replace('〜', '～');

    private static bool Can(Encoding encoding, string name)
    {
        try
        {
            return encoding.GetString(encoding.GetBytes(name)) == name;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static Encoding Named(string charset) => charset switch { "cp932" => Cp932, "euc-jp" => EucJp, _ => Utf8 };

    private static Encoding Strict(int codePage)
        => CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
