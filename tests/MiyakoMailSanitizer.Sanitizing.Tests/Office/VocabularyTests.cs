using System.Collections;
using System.Reflection;
using System.Text;
using DocumentFormat.OpenXml;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>
/// The allow lists of elements and attributes are made from the schema that the Open XML SDK carries and from <c>VocabularyChoice.txt</c>.
/// Where the environment has <c>MIYAKO_WRITE_EXPECTED=1</c> they are written instead; look at the difference before you commit it.
/// </summary>
public sealed class VocabularyTests
{
    private const string OfficeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const int MaxLine = 130;

    public static string Repository { get; } = FindRepository();
    private static string Folder => Path.Combine(Repository, "src", "MiyakoMailSanitizer.Sanitizing", "Office", "Vocabulary");

    [Fact]
    public void The_allow_lists_are_what_the_choice_makes_of_the_schema()
    {
        var made = Make();
        if (Environment.GetEnvironmentVariable("MIYAKO_WRITE_EXPECTED") == "1")
        {
            foreach (var (prefix, text) in made)
                File.WriteAllText(Path.Combine(Folder, $"{prefix}.txt"), text);
        }

        Assert.All(made, m => Assert.Equal(m.Value, File.ReadAllText(Path.Combine(Folder, $"{m.Key}.txt"))));
    }

    private static Dictionary<string, string> Make()
    {
        var schema = ReadSchema();
        var choices = ReadChoices();
        var prefixes = choices.ToDictionary(c => c.Uri, c => c.Prefix);
        prefixes[OfficeDocument] = "r";
        return choices.ToDictionary(c => c.Prefix, c => Write(c, schema.GetValueOrDefault(c.Uri) ?? [], prefixes));
    }

    private static string Write(Choice choice, SortedDictionary<string, SortedSet<(string Uri, string Name)>> schema,
        Dictionary<string, string> prefixes)
    {
        var text = new StringBuilder($"# Made by VocabularyTests from Open XML SDK 3.3.0 and VocabularyChoice.txt. Element, then its attributes.\n@{choice.Head}\n");
        var unknown = choice.Only.Concat(choice.Without).Where(n => !schema.ContainsKey(n) && !choice.More.ContainsKey(n));
        Assert.True(!unknown.Any(), $"not in the schema of {choice.Prefix}: {string.Join(' ', unknown)}");
        foreach (var element in schema.Keys.Union(choice.More.Keys).Order(StringComparer.Ordinal))
        {
            if (choice.Without.Contains(element) || (choice.Only.Count > 0 && !choice.Only.Contains(element)))
                continue;
            var attributes = (schema.GetValueOrDefault(element) ?? [])
                .Where(a => a.Uri.Length == 0 || prefixes.ContainsKey(a.Uri))
                .Select(a => a.Uri.Length == 0 ? a.Name : $"{prefixes[a.Uri]}:{a.Name}")
                .Where(a => !choice.WithoutAttributes.Contains(a))
                .Union(choice.More.GetValueOrDefault(element) ?? []).Order(StringComparer.Ordinal);
            var line = element;
            foreach (var attribute in attributes)
            {
                if (line.Length + attribute.Length >= MaxLine)
                {
                    text.Append(line).Append('\n');
                    line = "";
                }
                line += $" {attribute}";
            }
            text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Elements and attributes of the SDK; it tells its metadata only to itself.</summary>
    private static Dictionary<string, SortedDictionary<string, SortedSet<(string Uri, string Name)>>> ReadSchema()
    {
        var all = new Dictionary<string, SortedDictionary<string, SortedSet<(string, string)>>>();
        var elements = new[] { typeof(DocumentFormat.OpenXml.Wordprocessing.Table).Assembly, typeof(OpenXmlElement).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => !t.IsAbstract && typeof(OpenXmlElement).IsAssignableFrom(t) && t.GetConstructor(Type.EmptyTypes) is not null);
        foreach (var type in elements.Where(t => t.Namespace != "DocumentFormat.OpenXml"))
        {
            var element = (OpenXmlElement)Activator.CreateInstance(type)!;
            if (!all.TryGetValue(element.NamespaceUri, out var names))
                all[element.NamespaceUri] = names = new(StringComparer.Ordinal);
            if (!names.TryGetValue(element.LocalName, out var attributes))
                names[element.LocalName] = attributes = [];
            foreach (var attribute in (IEnumerable)Get(Get(element, "Metadata"), "Attributes"))
            {
                var name = Get(attribute, "QName");
                attributes.Add((Get(Get(name, "Namespace"), "Uri").ToString()!, Get(name, "Name").ToString()!));
            }
        }
        return all;
    }

    private static object Get(object from, string property)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return from.GetType().GetProperty(property, Any)?.GetValue(from)
            ?? typeof(OpenXmlElement).GetProperty(property, Any)!.GetValue(from)!;
    }

    private static List<Choice> ReadChoices()
    {
        var choices = new List<Choice>();
        var file = Path.Combine(Repository, "tests", "MiyakoMailSanitizer.Sanitizing.Tests", "Office", "VocabularyChoice.txt");
        foreach (var line in File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var words = line[1..].Split(' ');
            var last = choices.LastOrDefault();
            switch (line[0])
            {
                case '@':
                    choices.Add(new(words[0], words[1], string.Join(' ', words)));
                    break;
                case '-':
                    last!.Without.UnionWith(words);
                    break;
                case '=':
                    last!.Only.UnionWith(words);
                    break;
                case '.':
                    last!.WithoutAttributes.UnionWith(words);
                    break;
                case '+':
                    last!.More[words[0]] = words[1..];
                    break;
                default:
                    Assert.Fail(line);
                    break;
            }
        }
        return choices;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MiyakoMailSanitizer.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    private sealed record Choice(string Prefix, string Uri, string Head)
    {
        public HashSet<string> Without { get; } = [];
        public HashSet<string> Only { get; } = [];
        public HashSet<string> WithoutAttributes { get; } = [];
        public Dictionary<string, string[]> More { get; } = [];
    }
}
