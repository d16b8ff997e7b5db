namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>The archive is withheld as a whole with this finding.</summary>
internal sealed class ArchiveRefusedException(Finding finding) : Exception(finding.Detail)
{
    public ArchiveRefusedException(string code, string where, string detail)
        : this(new Finding(code, where, detail))
    {
    }

    public Finding Finding { get; } = finding;
}

/// <summary>One entry can't be unpacked and is withheld with this finding; the others come through.</summary>
internal sealed class EntryRefusedException(string code, string detail) : Exception(detail)
{
    public string Code { get; } = code;
}
