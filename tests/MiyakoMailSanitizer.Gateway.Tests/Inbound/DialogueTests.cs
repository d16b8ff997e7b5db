using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

/// <summary>
/// Walks <c>Dialogues/*.dialogue</c>. What is sent between two expectations is one piece. Escapes: <c>\r \n \t \0 \\ \xNN</c>. Lines:
/// <c># comment</c>;
/// <c>option NAME VALUE</c>: a property of <see cref="InboundOptions"/> or <see cref="RecordingSpool"/>;
/// <c>C: text</c>: send text and CRLF; <c>C*n: text</c>: n times, with <c>{n}</c> for the number; <c>R: text</c>: send without CRLF;
/// <c>S: text</c>: expect a line that begins so; <c>S*n: text</c>: n of them; <c>close</c>: expect the end of the connection;
/// <c>spooled n</c>: so many messages; <c>from</c>, <c>to</c>, <c>content</c>, <c>dsn</c>, <c>trace</c> (piece of our Received field): the last one;
/// <c>audit kinds</c>: the audit events.
/// </summary>
public sealed class DialogueTests
{
    private static readonly string Folder = Path.Combine(FindTests(), "Inbound", "Dialogues");

    public static TheoryData<string> All =>
        [.. Directory.EnumerateFiles(Folder, "*.dialogue").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_many() => Assert.True(All.Count >= 60, $"only {All.Count} dialogues");

    [Theory]
    [MemberData(nameof(All))]
    public async Task Dialogue(string name)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Folder, name + ".dialogue"));
        var options = lines.Where(l => l.StartsWith("option ", StringComparison.Ordinal)).Select(l => l.Split(' ', 3))
            .ToDictionary(w => w[1], w => w.Length > 2 ? w[2] : "");
        await using var server = await InboundServer.StartAsync(ReadOptions(options), ReadSpool(options));
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        var pending = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith('#'))
                await StepAsync(server, client, pending, lines[i], $"{name}:{i + 1}");
        }

        Assert.True(pending.Length == 0, "something was never sent");
        Assert.Equal(0, server.Spool.Open);
    }

    private static async Task StepAsync(InboundServer server, RawClient client, StringBuilder pending, string line, string where)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var cut = colon > 0 ? colon : line.IndexOf(' ') is > 0 and var space ? space : line.Length;
        var (word, rest) = (line[..cut], colon > 0 ? Unescape(line[(colon + 2)..]) : line[Math.Min(cut + 1, line.Length)..]);
        var times = 1;
        if (word.IndexOf('*') is > 0 and var star)
            (word, times) = (word[..star], int.Parse(word[(star + 1)..], CultureInfo.InvariantCulture));
        if (word is "S" or "close" or "spooled" && pending.Length > 0)
        {
            await client.SendAsync(pending.ToString());
            pending.Clear();
        }

        for (var n = 1; n <= times; n++)
        {
            switch (word)
            {
                case "" or "option":
                    break;
                case "C":
                    pending.Append(rest.Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Append("\r\n");
                    break;
                case "R":
                    pending.Append(rest);
                    break;
                case "S":
                    var got = await client.ReadLineAsync();
                    Assert.True(
                        got is not null && got.StartsWith(rest, StringComparison.Ordinal),
                        $"{where}: expected '{rest}', got '{got ?? "end of connection"}'");
                    break;
                case "close":
                    Assert.True(await client.ReadLineAsync() is null, $"{where}: the connection is still open");
                    break;
                default:
                    Look(server.Spool, word, rest, where);
                    break;
            }
        }
    }

    private static void Look(RecordingSpool spool, string word, string rest, string where)
    {
        string got;
        switch (word)
        {
            case "spooled":
                got = spool.Messages.Count.ToString(CultureInfo.InvariantCulture);
                break;
            case "from":
                got = $"<{Latin1(spool.Messages.Last().Envelope.ReversePath)}>";
                break;
            case "to":
                got = string.Join(' ', spool.Messages.Last().Envelope.Recipients.Select(r => $"<{Latin1(r)}>"));
                break;
            case "content":
                got = Split(spool).Content;
                break;
            case "dsn":
                var wish = spool.Messages.Last().Envelope.Dsn;
                got = string.Join(" | ", wish.Recipients.Select(r => r.Parameters.Trim()).Prepend(wish.MailParameters.Trim())).Trim();
                break;
            case "trace":
                Assert.Contains(rest, Split(spool).Trace, StringComparison.Ordinal);
                return;
            case "audit":
                got = string.Join(' ', spool.Audit.Select(a => a.Kind));
                break;
            default:
                Assert.Fail($"{where}: what is '{word}'?");
                return;
        }

        Assert.True(got == rest, $"{where}: expected '{rest}', got '{got}'");
    }

    /// <summary>Our Received field has folded lines only, so it ends before the first line without a space.</summary>
    private static (string Trace, string Content) Split(RecordingSpool spool)
    {
        var all = Encoding.Latin1.GetString(spool.Messages.Last().Content);
        Assert.StartsWith("Received: from ", all, StringComparison.Ordinal);
        var end = all.IndexOf("\r\n", StringComparison.Ordinal);
        while (end + 2 < all.Length && all[end + 2] == ' ')
            end = all.IndexOf("\r\n", end + 2, StringComparison.Ordinal);
        return (all[..end], all[(end + 2)..]);
    }

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static InboundOptions ReadOptions(Dictionary<string, string> given)
    {
        var options = InboundServer.Options with { };
        foreach (var (name, value) in given)
        {
            if (typeof(InboundOptions).GetProperty(name) is not { } property)
                continue;
            property.SetValue(options, property.PropertyType == typeof(ImmutableArray<string>)
                ? value.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableArray()
                : name == nameof(InboundOptions.RecipientListFile) ? Path.Combine(Folder, value)
                : Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
        }

        return options;
    }

    private static RecordingSpool ReadSpool(Dictionary<string, string> given)
    {
        var spool = new RecordingSpool();
        foreach (var name in given.Keys)
        {
            if (typeof(InboundOptions).GetProperty(name) is not null)
                continue;
            var property = typeof(RecordingSpool).GetProperty(name);
            Assert.True(property is not null, $"no option {name}");
            property.SetValue(spool, true);
        }

        return spool;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            result.Append(text[i] switch
            {
                'r' => '\r',
                'n' => '\n',
                't' => '\t',
                '0' => '\0',
                '\\' => '\\',
                'x' => (char)byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                var other => throw new FormatException($"unknown escape \\{other}"),
            });
            if (text[i] == 'x')
                i += 2;
        }

        return result.ToString();
    }

    private static string FindTests()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MiyakoMailSanitizer.Gateway.Tests.csproj")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("the test project's folder");
    }
}
