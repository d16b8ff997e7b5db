using System.Diagnostics;
using System.Text.Json;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Pdf;

/// <summary>
/// Real documents through the command, looked at before and after by poppler: the same pages, the same text, the same looks. Figures go to the output.
/// </summary>
public sealed class PdfCorpusTests(ITestOutputHelper output)
{
    private const int Window = 8;

    internal static string? Corpus { get; } = Repository.CorpusMail is { } mail ? Path.Combine(Path.GetDirectoryName(mail)!, "pdf") : null;

    private sealed record Compared(string Name, bool SamePages, double Text, double Looks);

    [PopplerFact]
    public async Task What_is_rebuilt_says_and_looks_the_same()
    {
        using var folder = new TemporaryFolder();
        var run = await MiyakoCommand.RunAsync("sanitize", Corpus!, "--out", folder.Path, "--json");
        var lines = run.JsonLines.Where(l => Text(l, "input")!.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase)).ToList();
        var readable = new List<JsonElement>();
        foreach (var line in lines)
        {
            if ((await RunAsync("pdfinfo", Text(line, "input")!)).Length > 0)
                readable.Add(line);
        }
        var rebuilt = readable.Where(l => Text(l, "outcome") == "rebuilt").ToList();
        var compared = new List<Compared>();
        foreach (var line in rebuilt)
            compared.Add(await CompareAsync(Text(line, "input")!, Text(line, "output")!));
        foreach (var one in compared.OrderBy(c => c.Looks))
            output.WriteLine($"{one.Name}: pages {(one.SamePages ? "equal" : "DIFFER")}, text {one.Text:P2}, looks {one.Looks:F4}");
        output.WriteLine($"{rebuilt.Count} of {readable.Count} readable, {lines.Count} files");
        Assert.True(rebuilt.Count >= 0.95 * readable.Count, $"{rebuilt.Count} of {readable.Count}");
        Assert.All(compared, c => Assert.True(c.SamePages, c.Name));
        Assert.True(Median(compared.Select(c => c.Text)) >= 0.99);
        Assert.True(compared.Average(c => c.Looks) >= 0.98);
    }

    private static string? Text(JsonElement line, string key) => line.GetProperty(key).GetString();

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static async Task<Compared> CompareAsync(string before, string after)
    {
        var pages = (await PagesAsync(before)).SequenceEqual(await PagesAsync(after));
        var (a, b) = (await RunAsync("pdftotext", before, "-"), await RunAsync("pdftotext", after, "-"));
        var looks = Similarity(await RunAsync("pdftoppm", "-r", "50", "-gray", "-l", "1", before), await RunAsync("pdftoppm", "-r", "50", "-gray", "-l", "1", after));
        return new(Path.GetFileName(before), pages, Common(a, b), looks);
    }

    private static async Task<List<string>> PagesAsync(string path)
        => [.. System.Text.Encoding.Latin1.GetString(await RunAsync("pdfinfo", "-l", "-1", path)).Split('\n')
            .Where(l => l.StartsWith("Page", StringComparison.Ordinal) && (l.Contains(" size:", StringComparison.Ordinal) || l.StartsWith("Pages:", StringComparison.Ordinal)))];

    /// <summary>The share of characters that both have, however often.</summary>
    private static double Common(byte[] a, byte[] b)
    {
        var counts = new Dictionary<char, int>();
        var (before, after) = (System.Text.Encoding.UTF8.GetString(a), System.Text.Encoding.UTF8.GetString(b));
        foreach (var c in after)
            counts[c] = counts.GetValueOrDefault(c) + 1;
        var common = before.Count(c => counts.GetValueOrDefault(c) > 0 && counts[c]-- > 0);
        return before.Length == 0 ? after.Length == 0 ? 1 : 0 : (double)common / Math.Max(before.Length, after.Length);
    }

    /// <summary>Structural similarity of two grey pictures, in windows of 8 by 8.</summary>
    private static double Similarity(byte[] a, byte[] b)
    {
        var (first, second) = (Pixels(a), Pixels(b));
        if (first.Width != second.Width || first.Height != second.Height || first.Width == 0)
            return first.Width == second.Width ? 1 : 0;
        var (sum, count) = (0d, 0);
        for (var y = 0; y + Window <= first.Height; y += Window)
        {
            for (var x = 0; x + Window <= first.Width; x += Window)
            {
                sum += Similarity(a.AsSpan(first.Start), b.AsSpan(second.Start), first.Width, x, y);
                count++;
            }
        }
        return count == 0 ? 1 : sum / count;
    }

    private static double Similarity(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int width, int x, int y)
    {
        const double C1 = 6.5025, C2 = 58.5225;
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (var i = 0; i < Window * Window; i++)
        {
            var at = ((y + (i / Window)) * width) + x + (i % Window);
            double p = a[at], q = b[at];
            (sa, sb, saa, sbb, sab) = (sa + p, sb + q, saa + (p * p), sbb + (q * q), sab + (p * q));
        }
        const int N = Window * Window;
        double ma = sa / N, mb = sb / N, va = (saa / N) - (ma * ma), vb = (sbb / N) - (mb * mb), cov = (sab / N) - (ma * mb);
        return ((2 * ma * mb) + C1) * ((2 * cov) + C2) / (((ma * ma) + (mb * mb) + C1) * (va + vb + C2));
    }

    /// <summary>Portable grey map: <c>P5 width height 255</c>.</summary>
    private static (int Width, int Height, int Start) Pixels(byte[] map)
    {
        var (at, numbers) = (2, new int[3]);
        for (var i = 0; i < 3 && map.Length > 10; i++)
        {
            at++;
            while (char.IsAsciiDigit((char)map[at]))
                numbers[i] = (numbers[i] * 10) + map[at++] - '0';
        }
        return (numbers[0], numbers[1], at + 1);
    }

    private static async Task<byte[]> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        using var result = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(result);
        await process.WaitForExitAsync();
        await errors;
        return result.ToArray();
    }
}
