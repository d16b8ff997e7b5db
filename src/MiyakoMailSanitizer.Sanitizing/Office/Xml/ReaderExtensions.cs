using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

internal static class ReaderExtensions
{
    /// <summary>Moves to the end of the element, so that the next read gives what follows; unlike Skip, which reads it already.</summary>
    public static void SkipContent(this XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return;
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
        }
    }
}
