namespace MiyakoMailSanitizer.Sanitizing.Office;

/// <summary>The document can't be rebuilt as a whole: it is withheld with this finding.</summary>
internal sealed class OfficeRefusedException(Finding finding) : Exception(finding.Detail)
{
    public OfficeRefusedException(string code, string where, string detail)
        : this(new Finding(code, where, detail))
    {
    }

    public Finding Finding { get; } = finding;
}
