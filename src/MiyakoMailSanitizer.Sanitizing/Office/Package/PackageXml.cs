using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary>The one way to open XML of a package: no DTD, no entities, nothing loaded.</summary>
internal static class PackageXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings);

    /// <summary>Names a part that is no well-formed XML.</summary>
    public static OfficeRefusedException Malformed(string part, XmlException e)
        => e.Message.Contains("DTD", StringComparison.Ordinal)
            ? new("office.dtd", part, "it holds a document type definition")
            : new("office.damaged", part, $"it is no well-formed XML at line {e.LineNumber}, position {e.LinePosition}");
}
