namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Documents of the corpus that are told apart, with the reason.</summary>
internal static class OfficeExceptions
{
    /// <summary>Not rebuilt.</summary>
    public static readonly Dictionary<string, string> Withheld = new(StringComparer.Ordinal)
    {
        ["Test_Issue_11479_BlankSheet.xlsb"] = "a binary workbook",
        ["Test_git_issue_694_TimeSpan.xlsb"] = "a binary workbook",
        ["agile_AES128_MD5_CBC_pwd_password.xlsx"] = "encrypted",
    };

    /// <summary>LibreOffice shows less text, although it is there.</summary>
    public static readonly Dictionary<string, string> ShownLess = new(StringComparer.Ordinal)
    {
        ["sheet-with-form-controls-output.xlsx"] = "it takes form controls for ActiveX controls where they do not stand in a choice of several",
    };
}
