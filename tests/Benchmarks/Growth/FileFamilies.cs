using static MiyakoMailSanitizer.Benchmarks.Growth.Shape;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>Files whose format is to be told.</summary>
internal static class FileFamilies
{
    private const string CompoundHead = "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1";

    public static readonly IReadOnlyList<Family> Rows =
    [
        File("ZIP entries", n => Repeat("PK\u0003\u0004\u0014\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001\0\0\0a", n)),
        File("ZIP directory entries", n => Repeat("PK\u0001\u0002" + new string('\0', 24) + "\u0001" + new string('\0', 17) + "a", n)
            + "PK\u0005\u0006\0\0\0\0\u00FF\u00FF\u00FF\u00FF\0\0\0\0\0\0\0\0\0\0"),
        File("ZIP ends", n => Repeat("PK\u0005\u0006", n)),
        File("ZIP ends with long comments", n => Repeat("PK\u0005\u0006" + new string('\0', 16) + "\u00FF\u00FF", n)),
        File("PDF heads", n => Repeat("%PDF-", n)),
        File("spaces before markup", n => Repeat(" \r\n", n) + "<html>"),
        File("XML declarations", n => "<?xml version='1.0'?>" + Repeat("<!-- x -->", n)),
        File("markup never closed", n => Repeat("<", n)),
        File("program heads", n => Repeat("MZ\u0090\0PE\0\0", n)),
        File("compound file of one sector", n => CompoundHead + Repeat("\0", n)),
        File("compound file of free sectors", n => CompoundHead + Repeat("\u00FF", n)),
        File("compound file of noise", n => CompoundHead + Repeat("\0", 16) + ">\0\u0003\0\u00FE\u00FF\u0009\0\u0006\0" + Repeat("\0", 10)
            + "\u00FF\0\0\0\u0001\0\0\0" + Repeat("\u0001\0\0\0", n)),
        File("RAR blocks", n => "Rar!\u001A\u0007\0" + Repeat("\0\0s\0\0\u0007\0", n)),
        File("7z", n => "7z\u00BC\u00AF\u0027\u001C\0\u0004" + Repeat("\u0001", n)),
        File("TAR records", n => Repeat("a" + new string('\0', 256) + "ustar\u000000" + new string('\0', 248), n)),
        File("JPEG segments", n => "\u00FF\u00D8" + Repeat("\u00FF\u00E0\0\u0002", n)),
        File("PNG chunks", n => "\u0089PNG\r\n\u001A\n" + Repeat("\0\0\0\0tEXt\0\0\0\0", n)),
        File("GIF blocks", n => "GIF89a\u0001\0\u0001\0\0\0\0" + Repeat("!\u00FE\u0001x\0", n)),
        File("RIFF chunks", n => "RIFF\u00FF\u00FF\u00FF\u007FWEBP" + Repeat("VP8X\0\0\0\0", n)),
        File("boxes of MP4", n => "\0\0\0\u0018ftypmp42" + Repeat("\0\0\0\u0008free", n)),
        File("header fields", n => Repeat("Subject: x\r\n", n)),
        File("one line", n => Repeat("x", n)),
        File("calendar lines", n => "BEGIN:VCALENDAR\r\n" + Repeat("A:b\r\n", n)),
    ];

    private static Family File(string name, Func<int, string> make) => Family.OfBytes(InputKind.File, name, make);
}
