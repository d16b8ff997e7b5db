namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>What kind of compound file it is, by the streams right under the root and by the root's class.</summary>
internal static class CfbProbe
{
    private const int FibFlags = 10;
    private const int FibEncrypted = 0x0100;
    private const uint CurrentUserEncrypted = 0xF3D1C4DF;

    private static readonly (string Stream, FileFormat Format)[] ByStream =
    [
        ("EncryptedPackage", FileFormat.OoxmlEncrypted),
        ("__properties_version1.0", FileFormat.Msg),
        ("WordDocument", FileFormat.Doc),
        ("Workbook", FileFormat.Xls),
        ("Book", FileFormat.Xls),
        ("PowerPoint Document", FileFormat.Ppt),
        ("VisioDocument", FileFormat.Vsd),
        ("Quill", FileFormat.Pub),
        ("\u0004JSRV_SegmentInformation", FileFormat.Jtd),
        ("\u0004JSRV_SummaryInformation", FileFormat.Jtd),
        ("HwpSummaryInformation", FileFormat.Hwp),
        ("\u0005HwpSummaryInformation", FileFormat.Hwp),
        // The name of a table in an installer's own packing of names: "_Tables", "_StringPool".
        ("\u4840\u3F7F\u4164\u422F\u4836", FileFormat.Msi),
        ("\u4840\u3F3F\u4577\u446C\u3E6A\u44B2\u482F", FileFormat.Msi),
    ];

    private static readonly (Guid Class, FileFormat Format)[] ByClass =
    [
        (new("000C1084-0000-0000-C000-000000000046"), FileFormat.Msi),
        (new("000C1086-0000-0000-C000-000000000046"), FileFormat.Msi),
        (new("000C1082-0000-0000-C000-000000000046"), FileFormat.Msi),
    ];

    public static Match? AtStart(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, CfbDirectory.Magic))
            return null;
        if (CfbDirectory.Read(bytes) is not { } directory)
            return new Match(FileFormat.Ole);
        var formats = ByClass.Where(c => c.Class == directory.RootClass).Select(c => c.Format)
            .Concat(ByStream.Where(s => directory.Children.ContainsKey(s.Stream)).Select(s => s.Format))
            .Distinct().ToArray();
        var format = formats.Length > 0 ? formats[0] : FileFormat.Ole;
        return new Match(format)
        {
            End = Match.EndWithin(directory.End(bytes), bytes.Length),
            Encryption = Encryption(bytes, directory, format),
            AlsoReadAs = formats.Length > 1 ? string.Join(", ", formats.Skip(1).Select(f => f.Id)) : null,
        };
    }

    private static string? Encryption(ReadOnlySpan<byte> bytes, CfbDirectory directory, FileFormat format)
    {
        if (format == FileFormat.OoxmlEncrypted)
            return "it is an encrypted Office package";
        if (format == FileFormat.Doc)
        {
            ReadOnlySpan<byte> header = directory.ReadStart(bytes, "WordDocument", 32);
            return (header.U16(FibFlags) & FibEncrypted) != 0 ? "the Word header says so" : null;
        }
        if (format == FileFormat.Ppt)
        {
            ReadOnlySpan<byte> user = directory.ReadStart(bytes, "Current User", 32);
            return directory.Children.ContainsKey("EncryptedSummary") || user.U32(12) == CurrentUserEncrypted
                ? "the PowerPoint header says so"
                : null;
        }
        return format == FileFormat.Xls && HasFilePass(bytes, directory) ? "the workbook has a FilePass record" : null;
    }

    /// <summary>MS-XLS §2.4.117: among the first records of the workbook's globals.</summary>
    private static bool HasFilePass(ReadOnlySpan<byte> bytes, CfbDirectory directory)
    {
        ReadOnlySpan<byte> stream = directory.ReadStart(bytes, directory.Children.ContainsKey("Workbook") ? "Workbook" : "Book", 4_096);
        for (var (at, records) = (0, 0); records < 64 && stream.Has(at, 4); records++)
        {
            if (stream.U16(at) == 0x002F)
                return true;
            at += 4 + stream.U16(at + 2);
        }
        return false;
    }
}
