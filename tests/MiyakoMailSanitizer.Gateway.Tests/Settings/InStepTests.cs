using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Tests.Settings;

/// <summary>Schema, sample file, reader and option records know the same keys with the same ranges, words and defaults.</summary>
public sealed class InStepTests
{
    private static readonly IReadOnlyDictionary<string, ConfigKey> GatewayKeys = Learn(
        "gateway.json", document => SettingsReader.Read(document, ConfigFolder.Shipped, "m"));

    private static readonly IReadOnlyDictionary<string, ConfigKey> RulesKeys = LearnRules();

    [Fact]
    public void The_reader_knows_every_property_of_the_settings()
        => AssertSame(PropertiesOf(typeof(GatewaySettings), "").Append("$schema"), GatewayKeys.Keys);

    [Fact]
    public void The_reader_knows_every_property_of_the_policy()
    {
        var expected = typeof(Policy).GetProperties()
            .Where(p => p.Name is not (nameof(Policy.Default) or nameof(Policy.Rules) or nameof(Policy.Hash) or nameof(Policy.Notices)))
            .SelectMany(p => PropertiesOf(p.PropertyType, Camel(p.Name)))
            .Concat(typeof(Rule).GetProperties().Where(p => p.CanWrite).Select(p => $"rules[].{Camel(p.Name)}"))
            .Concat(typeof(Condition).GetProperties().Where(p => p.CanWrite).Select(p => Camel(p.Name))
                .Select(n => n is "nested" or "minDepth" ? $"rules[].when.depth.{n}" : $"rules[].when.{n}"))
            .Concat(["$schema", "rules", "rules[].when.depth"]);
        AssertSame(expected, RulesKeys.Keys);
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("rules")]
    public void The_schema_knows_the_same_keys_with_the_same_ranges_and_words(string name)
    {
        var schema = Schema(name);
        var keys = name == "gateway" ? GatewayKeys : RulesKeys;
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Walk(schema, schema, "", found);
        AssertSame(keys.Keys, found.Keys);
        foreach (var (path, key) in keys)
        {
            var value = found[path];
            Assert.True(value.TryGetProperty("description", out _), $"{path} has no description");
            var number = NumberOf(value);
            Assert.Equal((path, key.Minimum, key.Maximum), (path, Bound(number, "minimum"), Bound(number, "maximum")));
            var words = value.TryGetProperty("enum", out var list) ? list.EnumerateArray().Select(w => w.GetString()!) : [];
            AssertSame(key.Choices, words);
        }
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("rules")]
    public void The_schema_allows_no_other_keys(string name)
        => Assert.All(Objects(Schema(name)), o => Assert.False(o.GetProperty("additionalProperties").GetBoolean()));

    [Fact]
    public void The_schema_knows_the_families()
    {
        var when = Schema("rules").GetProperty("$defs").GetProperty("when").GetProperty("properties");
        var families = when.GetProperty("families").GetProperty("items").GetProperty("enum").EnumerateArray().Select(f => f.GetString()!);
        Assert.Superset(FileFormat.All.Select(f => f.Family).ToHashSet(), families.ToHashSet());
    }

    [Fact]
    public void The_sample_settings_hold_every_key()
    {
        // The keys of a return hop are those of a next hop; the sample has none.
        AssertSame(GatewayKeys.Keys.Where(k => !k.StartsWith("outbound.returnHop.", StringComparison.Ordinal)), SampleKeys("gateway.json"));
    }

    [Fact]
    public void The_sample_rules_hold_every_key_outside_of_conditions()
        => AssertSame(
            RulesKeys.Keys.Where(k => !k.StartsWith("rules[].when.", StringComparison.Ordinal)),
            SampleKeys("rules.json").Where(k => !k.StartsWith("rules[].when.", StringComparison.Ordinal)));

    [Fact]
    public void The_sample_rules_name_every_key_of_conditions()
    {
        var text = File.ReadAllText(Path.Combine(ConfigFolder.Shipped, "rules.json"));
        var keys = RulesKeys.Keys.Where(k => k.StartsWith("rules[].when.", StringComparison.Ordinal)).Select(k => k.Split('.')[^1]);
        Assert.All(keys, k => Assert.Contains(k, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_sample_settings_are_the_defaults_but_for_what_has_none()
    {
        var document = Document("gateway.json");
        var sample = SettingsReader.Read(document, ConfigFolder.Shipped, "machine");
        Assert.Empty(document.Faults);
        Assert.Empty(document.Warnings);
        var empty = new ConfigDocument("x", "{}"u8.ToArray());
        var standard = SettingsReader.Read(empty, ConfigFolder.Shipped, "machine");
        var expected = standard with
        {
            Inbound = standard.Inbound with { RecipientDomains = ["city.example.jp"] },
            Outbound = standard.Outbound with { NextHops = [new() { Host = "127.0.0.1", Port = 10026 }] },
        };
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(sample));
        var records = new GatewaySettings
        {
            HostName = "machine",
            RulesFile = Path.Combine(ConfigFolder.Shipped, "rules.json"),
            NoticesFolder = Path.Combine(ConfigFolder.Shipped, "notices"),
            Console = new() { UsersFile = Path.Combine(ConfigFolder.Shipped, "console-users.json") },
        };
        Assert.Equal(JsonSerializer.Serialize(records), JsonSerializer.Serialize(standard));
    }

    [Fact]
    public void The_defaults_of_the_schema_are_those_of_the_records()
    {
        var (gateway, limits, mail) = (Schema("gateway"), new Limits(), new MailOptions());
        AssertDefaults(gateway, new GatewaySettings(), "$schema");
        AssertDefaults(gateway.GetProperty("$defs").GetProperty("hop"), new NextHopOptions { Host = "" }, "host");
        var rules = Schema("rules").GetProperty("properties");
        AssertDefaults(rules.GetProperty("limits"), limits);
        var mailSchema = rules.GetProperty("mail").GetProperty("properties");
        Assert.Equal("keep", mailSchema.GetProperty("links").GetProperty("default").GetString());
        Assert.Equal("utf-8", mailSchema.GetProperty("charset").GetProperty("default").GetString());
        Assert.Equal((LinkStyle.Keep, OutputCharset.Utf8), (mail.Links, mail.Charset));
    }

    private static void AssertDefaults(JsonElement schema, object record, params string[] without)
    {
        foreach (var property in schema.GetProperty("properties").EnumerateObject().Where(p => !without.Contains(p.Name)))
        {
            var value = record.GetType().GetProperty(char.ToUpperInvariant(property.Name[0]) + property.Name[1..])!.GetValue(record);
            if (property.Value.TryGetProperty("properties", out _))
            {
                AssertDefaults(property.Value, value!);
                continue;
            }

            var actual = JsonSerializer.Serialize(property.Value.GetProperty("default"));
            var expected = JsonSerializer.Serialize(
                value is Enum word ? word.ToString().ToLowerInvariant() : value is "" ? null : value);
            Assert.Equal($"{property.Name} {Compact(expected)}", $"{property.Name} {Compact(actual)}");
        }
    }

    private static string Compact(string json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json));

    private static IEnumerable<string> PropertiesOf(Type type, string prefix)
    {
        if (prefix.Length > 0)
            yield return prefix;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var path = prefix.Length == 0 ? Camel(property.Name) : $"{prefix}.{Camel(property.Name)}";
            var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var isList = inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(ImmutableArray<>);
            var item = isList ? inner.GetGenericArguments()[0] : null;
            if (item is not null && IsGroup(item))
            {
                yield return path;
                foreach (var key in PropertiesOf(item, $"{path}[]").Skip(1))
                    yield return key;
            }
            else if (item is null && IsGroup(inner))
            {
                foreach (var key in PropertiesOf(inner, path))
                    yield return key;
            }
            else
            {
                yield return path;
            }
        }
    }

    private static bool IsGroup(Type type)
        => type.IsClass && (type.Namespace == typeof(GatewaySettings).Namespace || type.Name.EndsWith("Options", StringComparison.Ordinal));

    private static void Walk(JsonElement root, JsonElement schema, string path, Dictionary<string, JsonElement> found)
    {
        var target = Resolve(root, schema);
        if (path.Length > 0)
            found.TryAdd(path, target.TryGetProperty("description", out _) ? target : schema);
        if (target.TryGetProperty("items", out var items) && Resolve(root, items).TryGetProperty("properties", out var itemProperties))
            WalkProperties(root, itemProperties, $"{path}[].", found);
        if (target.TryGetProperty("properties", out var properties))
            WalkProperties(root, properties, path.Length == 0 ? "" : $"{path}.", found);
        if (!target.TryGetProperty("anyOf", out var any))
            return;
        foreach (var choice in any.EnumerateArray().Select(a => Resolve(root, a)))
        {
            if (choice.TryGetProperty("properties", out var chosen))
                WalkProperties(root, chosen, $"{path}.", found);
        }
    }

    private static void WalkProperties(JsonElement root, JsonElement properties, string prefix, Dictionary<string, JsonElement> found)
    {
        foreach (var property in properties.EnumerateObject())
            Walk(root, property.Value, prefix + property.Name, found);
    }

    private static JsonElement Resolve(JsonElement root, JsonElement schema)
        => schema.TryGetProperty("$ref", out var target)
            ? root.GetProperty("$defs").GetProperty(target.GetString()!.Split('/')[^1])
            : schema;

    private static JsonElement NumberOf(JsonElement schema)
        => schema.TryGetProperty("anyOf", out var any) ? any[0] : schema.TryGetProperty("items", out var items) ? items : schema;

    private static double? Bound(JsonElement schema, string name) => schema.TryGetProperty(name, out var bound) ? bound.GetDouble() : null;

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Objects(p.Value))
            .Concat(element.TryGetProperty("type", out var type) && type.ToString() == "object" ? [element] : []),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<string> SampleKeys(string name)
    {
        return Keys(Document(name).Root!, "").Distinct();

        static IEnumerable<string> Keys(ConfigNode node, string path)
            => node.Members.Select(m => (Path: path.Length == 0 ? m.Name : $"{path}.{m.Name}", m.Value))
                .SelectMany(m => Keys(m.Value, m.Path).Prepend(m.Path))
                .Concat(node.Items.SelectMany(i => Keys(i, $"{path}[]")));
    }

    private static IReadOnlyDictionary<string, ConfigKey> Learn(string name, Action<ConfigDocument> read)
    {
        var document = Document(name);
        read(document);
        return document.Keys;
    }

    private static IReadOnlyDictionary<string, ConfigKey> LearnRules()
        => Learn("rules.json", document => PolicyReader.ReadPolicy(document, ["file.polyglot"], new()));

    private static ConfigDocument Document(string name) => new(name, File.ReadAllBytes(Path.Combine(ConfigFolder.Shipped, name)));

    private static JsonElement Schema(string name)
        => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(ConfigFolder.Shipped, $"{name}.schema.json")));

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual)
        => Assert.Equal(string.Join('\n', expected.Order(StringComparer.Ordinal)), string.Join('\n', actual.Order(StringComparer.Ordinal)));
}
