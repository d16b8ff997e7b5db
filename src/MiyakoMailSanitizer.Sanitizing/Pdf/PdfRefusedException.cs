namespace MiyakoMailSanitizer.Sanitizing.Pdf;

/// <summary>The document can't be rebuilt as a whole: it is withheld with this finding.</summary>
internal sealed class PdfRefusedException(string code, string where, string detail) : Exception(detail)
{
    public Finding Finding { get; } = new(code, where, detail);
}

/// <summary>One thing within the document can't be read; who asked for it goes on without.</summary>
internal sealed class PdfBrokenException(string message) : Exception(message);
