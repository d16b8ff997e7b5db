using System.Xml;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>
/// Puts into real documents what must not come out, each where a program would act on it, and marks it with <see cref="Mark"/>: each kind alone
/// in one document, and all together in every document.
/// </summary>
internal static class Poison
{
    /// <summary>Stands in all that is put in, and in nothing else.</summary>
    public const string Mark = "poisonmark";

    public static List<(string Source, string Extension, byte[] Content)> All(List<(string Source, string Extension, byte[] Content)> documents)
    {
        var poisoned = new List<(string Source, string Extension, byte[] Content)>();
        var bases = new HashSet<char>();
        foreach (var document in documents.Where(d => d.Extension is not ".xlsb"))
        {
            var kinds = Of(document.Extension[1]);
            if (Make(document, [.. kinds.Select(k => k.Put)]) is not { } all)
                continue;
            poisoned.Add(($"all in {Path.GetFileName(document.Source)}", document.Extension, all));
            if (!bases.Add(document.Extension[1]))
                continue;
            foreach (var (name, put) in kinds)
            {
                if (Make(document, [put]) is { } one)
                    poisoned.Add(($"{name} in {Path.GetFileName(document.Source)}", document.Extension, one));
            }
        }

        return poisoned;
    }

    private static List<(string Name, Action<PoisonedPackage> Put)> Of(char family)
        => [.. PoisonForAll.Kinds(family), .. family switch { 'd' => WordPoison.Kinds(), 'x' => ExcelPoison.Kinds(), _ => SlidePoison.Kinds() }];

    private static byte[]? Make((string Source, string Extension, byte[] Content) document, List<Action<PoisonedPackage>> put)
    {
        try
        {
            var package = new PoisonedPackage(document.Content);
            foreach (var one in put)
                one(package);
            return package.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or XmlException)
        {
            // Encrypted, or broken as it is.
            return null;
        }
    }
}
