using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MiyakoMailSanitizer.Sanitizing;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>
/// Draws pages by <c>pdftoppm</c> of poppler-utils, a process of its own within the worker's walls, under limits of its own. The document goes in by
/// a pipe and pixels come out by one (PPM, PGM); no file is written.
/// </summary>
internal sealed class PopplerRenderer : IPageRenderer
{
    private const string Program = "/usr/bin/pdftoppm", Limiter = "/usr/bin/prlimit";

    private const int PagesAhead = 1;

    /// <summary>Address space. A page of 100 megapixels takes 300 MB.</summary>
    private const long MemoryBytes = 1L << 30;

    private PopplerRenderer()
    {
    }

    /// <summary>Null where the programs are not installed.</summary>
    public static PopplerRenderer? Find() => File.Exists(Program) && File.Exists(Limiter) ? new() : null;

    public IEnumerable<RenderedPage> Render(ReadOnlyMemory<byte> pdf, int first, int last, RenderOptions options, CancellationToken cancellationToken)
    {
        // The program draws on while a page is being encoded.
        using var drawn = new BlockingCollection<RenderedPage>(PagesAhead);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var drawing = Task.Run(() => Draw(pdf, first, last, options, drawn, abandoned.Token), CancellationToken.None);
        try
        {
            foreach (var page in drawn.GetConsumingEnumerable(CancellationToken.None))
                yield return page;
            drawing.GetAwaiter().GetResult();
        }
        finally
        {
            abandoned.Cancel();
            // Its failure is known, or nobody asks for it any more.
            Task.WhenAny(drawing).Wait(CancellationToken.None);
        }
    }

    private static void Draw(
        ReadOnlyMemory<byte> pdf, int first, int last, RenderOptions options, BlockingCollection<RenderedPage> drawn, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var page in Draw(pdf, first, last, options, cancellationToken))
                drawn.Add(page, cancellationToken);
        }
        finally
        {
            drawn.CompleteAdding();
        }
    }

    private static IEnumerable<RenderedPage> Draw(ReadOnlyMemory<byte> pdf, int first, int last, RenderOptions options, CancellationToken cancellationToken)
    {
        using var process = Start(first, last, options);
        using var feeding = new Feeding(process, pdf);
        var isLate = false;
        using var clock = new Timer(_ => { isLate = true; Kill(process); }, null, Timeout.Infinite, Timeout.Infinite);
        using var cancelled = cancellationToken.Register(() => Kill(process));
        try
        {
            using var output = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
            while (true)
            {
                clock.Change(TimeSpan.FromSeconds(options.SecondsPerPage), Timeout.InfiniteTimeSpan);
                var page = Read(output, options);
                cancellationToken.ThrowIfCancellationRequested();
                if (isLate)
                    throw new PageRenderException($"a page took longer than {options.SecondsPerPage} seconds");
                if (page is null)
                    break;
                clock.Change(Timeout.Infinite, Timeout.Infinite);
                yield return page;
            }
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new PageRenderException(string.Create(CultureInfo.InvariantCulture, $"pdftoppm ended with {process.ExitCode}"));
        }
        finally
        {
            Kill(process);
        }
    }

    private static Process Start(int first, int last, RenderOptions options)
    {
        string[] arguments =
        [
            Text($"--as={MemoryBytes}"), "--core=0", "--nofile=64", Program, "-q", "-cropbox", "-r", Text($"{options.Dpi}"), "-f", Text($"{first}"), "-l", Text($"{last}"),
            .. options.IsGray ? ["-gray"] : Array.Empty<string>(), "-",
        ];
        var start = new ProcessStartInfo(Limiter, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = Process.Start(start)!;
            // What it complains of is the document's text: nobody needs it, but the pipe has to be emptied.
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new PageRenderException($"pdftoppm can't be started: {e.Message}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Null at the end.</summary>
    private static RenderedPage? Read(Stream output, RenderOptions options)
    {
        var magic = output.ReadByte();
        if (magic < 0)
            return null;
        var kind = output.ReadByte();
        if (magic != 'P' || kind is not ('5' or '6'))
            throw new PageRenderException("pdftoppm gave no picture");
        output.ReadByte();
        int width = Number(output), height = Number(output), greatest = Number(output);
        if (width < 1 || height < 1 || greatest != 255)
            throw new PageRenderException("pdftoppm gave no picture");
        if ((long)width * height > options.MaxPixels)
            throw new PageRenderException($"a page has {width} x {height} pixels");
        // What it gives where there is no memory for the page.
        if (width == 1 && height == 1)
            throw new PageRenderException("a page is too large to be drawn");
        var samples = new byte[checked(width * height * (kind == '5' ? 1 : 3))];
        return output.ReadAtLeast(samples, samples.Length, throwOnEndOfStream: false) == samples.Length
            ? new(width, height, kind == '5', samples)
            : throw new PageRenderException("pdftoppm ended within a page");
    }

    /// <summary>Decimal digits up to white space; -1 for anything else.</summary>
    private static int Number(Stream output)
    {
        var number = 0;
        for (var digits = 0; digits < 7; digits++)
        {
            var next = output.ReadByte();
            if (next is ' ' or '\n')
                return number;
            if (next is < '0' or > '9')
                return -1;
            number = (number * 10) + next - '0';
        }
        return -1;
    }

    /// <summary>Writes the document to the program's standard input, beside the reading of its pages.</summary>
    private sealed class Feeding : IDisposable
    {
        private readonly Thread _thread;

        public Feeding(Process process, ReadOnlyMemory<byte> pdf)
        {
            _thread = new(() => Write(process, pdf)) { IsBackground = true };
            _thread.Start();
        }

        public void Dispose() => _thread.Join();

        private static void Write(Process process, ReadOnlyMemory<byte> pdf)
        {
            try
            {
                using var input = process.StandardInput.BaseStream;
                input.Write(pdf.Span);
            }
            catch (IOException)
            {
                // The program has ended, or needs no more of it.
            }
        }
    }
}
