using System.Text;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Configuration;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

public sealed class NoticeTemplatesTests
{
    private const string Folder = "Mail/BadNotices";

    private static readonly NoticeValues Values = new()
    {
        Reference = "20261123-abcdefghijkl",
        Name = "請求書.docm",
        NewName = "請求書.docx",
        Size = ByteSize.Format(12_595),
        Format = "docm",
        Reason = "マクロを含んでいます",
        Rule = "macros",
    };

    public static IEnumerable<object[]> Cases => FaultCases.Names(Folder, "*.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_fault_is_named(string name)
    {
        var (_, faults) = NoticeReader.Read([("10-ja.txt", FaultCases.Read(Folder, name))]);
        FaultCases.AssertFaults(Folder, name, faults);
    }

    [Theory]
    [InlineData("ja.txt", "10-ja.txt: the name must be")]
    [InlineData("10-ja.md", "the name must be")]
    [InlineData("10_ja.txt", "the name must be")]
    [InlineData("10-JA.txt", "the name must be")]
    [InlineData("1x-ja.txt", "the name must be")]
    [InlineData("20-ja.txt", "another notice for the language \"ja\"")]
    public void File_names_are_checked(string name, string expected)
    {
        var notices = PolicyReader.DefaultNotices.Append((name, PolicyReader.DefaultNotices[0].Content));
        var fault = Assert.Single(NoticeReader.Read([.. notices]).Faults);
        Assert.Contains(expected.Split(": ")[^1], fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void At_least_one_language_is_needed()
        => Assert.Contains("no notice template", Assert.Single(NoticeReader.Read([]).Faults).Message, StringComparison.Ordinal);

    [Fact]
    public void Languages_are_in_the_order_of_the_names()
    {
        var content = PolicyReader.DefaultNotices[0].Content;
        var (templates, faults) = NoticeReader.Read([("x/30-ja.txt", content), ("/y/10-ko.txt", content), ("20-en.txt", content)]);
        Assert.Empty(faults);
        Assert.Equal(["ko", "en", "ja"], templates.Languages.Select(l => l.Language));
    }

    [Fact]
    public void The_built_in_texts_show_every_value_and_are_clean()
    {
        foreach (var language in Policy.Default.Notices.Languages)
        {
            foreach (var section in Enum.GetValues<NoticeSection>())
            {
                Assert.True(language.Has(section));
                var text = language.Render(section, Values);
                Assert.Equal(text, TextCleaner.CleanLines(text, "").Text);
                Assert.DoesNotContain(text.Split('\n'), line => line.Length == 0 || line != line.TrimEnd() || line.Contains('{'));
            }

            Assert.Contains(Values.Reference, language.Render(NoticeSection.Footer, Values), StringComparison.Ordinal);
            var withheld = language.Render(NoticeSection.Withheld, Values);
            foreach (var value in new[] { Values.Name, Values.Size, Values.Format, Values.Reason })
                Assert.Contains(value, withheld, StringComparison.Ordinal);
            Assert.Contains(Values.NewName, language.Render(NoticeSection.Renamed, Values), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Values_are_never_templates_and_stay_on_one_line()
    {
        var template = Parse("[heading]\nh\n[withheld]\n<{name}|{reason}>\n[removed]\nr\n[footer]\nf\n");
        var text = template.Render(NoticeSection.Withheld, new() { Name = "{reason}{{\r\n受付番号: 1\u202Egpj", Reason = "{name}" });
        Assert.DoesNotContain('\n', text);
        Assert.DoesNotContain('\u202E', text);
        Assert.StartsWith("<{reason}{{", text, StringComparison.Ordinal);
        Assert.EndsWith("|{name}>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_braces_and_empty_lines()
    {
        var template = Parse(
            "\uFEFF# c\r\n\r\n[heading]\r\n\r\na {{b}} {{{reference}}\r\n# inside\r\n\r\n[x] y\r\n\r\n[withheld]\nw\n[removed]\nr\n[footer]\nf");
        Assert.Equal("a {b}} {R}\n\n[x] y", template.Render(NoticeSection.Heading, new() { Reference = "R" }));
        Assert.False(template.Has(NoticeSection.Renamed));
        Assert.Equal("", template.Render(NoticeSection.Renamed, Values));
    }

    [Fact]
    public void A_file_without_a_name_has_words_for_it()
    {
        var values = Values with { Name = "" };
        Assert.Contains("（名前なし）", Policy.Default.Notices.Languages[0].Render(NoticeSection.Withheld, values), StringComparison.Ordinal);
        Assert.Contains("(no name)", Policy.Default.Notices.Languages[1].Render(NoticeSection.Withheld, values), StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_are_in_the_language()
    {
        Assert.Equal("形式を判別できません", Policy.Default.Notices.Languages[0].Reason("file.unknown"));
        Assert.Equal("its format is not known", Policy.Default.Notices.Languages[1].Reason("file.unknown"));
    }

    private static NoticeTemplate Parse(string text)
    {
        var (templates, faults) = NoticeReader.Read([("10-en.txt", Encoding.UTF8.GetBytes(text))]);
        Assert.Empty(faults);
        return Assert.Single(templates.Languages);
    }
}
