using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>
/// Takes an ambiguous message apart in every way that some program may: each of several fields, each candidate of a boundary, each line end,
/// each decoder. What the parser of the rebuilt message did not see comes out here, to be withheld and shown to the operator.
/// </summary>
internal sealed class OtherReadings
{
    private const int MaxDepth = 40;
    private const int MaxLeaves = 200;
    private const int MaxBlocks = 100;

    /// <summary>How often the bytes of a message may be gone over in all, with room for small ones.</summary>
    private const int MaxPasses = 30, SmallMessage = 1 << 20;

    /// <summary>As what bytes are looked at.</summary>
    private enum Look
    {
        Entity = 0,
        Gap,
        Blocks,
    }

    private readonly SanitizeScope _scope;
    private readonly HashSet<string> _seen;
    private readonly ImmutableArray<byte[]> _shown;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<(Look, object?, int, int)> _visited = [];
    private readonly ImmutableArray<UntrustedFile>.Builder _files = ImmutableArray.CreateBuilder<UntrustedFile>();
    private long _work;

    private OtherReadings(SanitizeScope scope, ImmutableArray<MessagePart> delivered, long work, CancellationToken cancellationToken)
    {
        _scope = scope;
        _shown = [.. delivered.OfType<MessagePart.Body>().SelectMany(b => b.Alternatives).Select(a => Essence(a.Content.Span))];
        var files = delivered.OfType<MessagePart.Attachment>().Select(a => a.File).Concat(delivered.OfType<MessagePart.Refused>().Select(r => r.File))
            .Select(f => Essence(f.Content.Span));
        _seen = [.. _shown.Concat(files).Select(Fingerprint)];
        _work = work;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The files and texts that the reading which is delivered does not have.</summary>
    /// <param name="message">The message.</param>
    /// <param name="delivered">What the delivered reading has.</param>
    /// <exception cref="LimitExceededException">There are more readings than anyone could look at.</exception>
    public static ImmutableArray<UntrustedFile> Find(
        ReadOnlyMemory<byte> message,
        ImmutableArray<MessagePart> delivered,
        SanitizeScope scope,
        CancellationToken cancellationToken)
    {
        var work = ((long)message.Length * MaxPasses) + SmallMessage;
        var readings = new OtherReadings(scope, delivered, work, cancellationToken);
        readings.Visit(message, 0);
        return readings._files.ToImmutable();
    }

    private void Visit(ReadOnlyMemory<byte> entity, int depth)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (depth > MaxDepth)
            throw new LimitExceededException("limit.depth", $"parts that only some programs see are nested more than {MaxDepth} deep");
        if (entity.Span.Trim(" \t\r\n"u8).IsEmpty || !IsFirst(Look.Entity, entity))
            return;
        foreach (var header in Headers(entity))
            Body(header, entity[header.BodyStart..], depth);
    }

    /// <summary>No bytes are looked at twice in the same way.</summary>
    private bool IsFirst(Look look, ReadOnlyMemory<byte> bytes)
    {
        MemoryMarshal.TryGetArray(bytes, out var segment);
        if (!_visited.Add((look, segment.Array, segment.Offset, segment.Count)))
            return false;
        Work(bytes.Length);
        return true;
    }

    private void Work(int bytes)
    {
        if ((_work -= bytes + 64) < 0)
            throw new LimitExceededException("mail.ambiguous.too-many", "the message can be read in more ways than can be looked at");
    }

    /// <summary>The header sections that programs may see: one where it has no flaw.</summary>
    private static IEnumerable<HeaderScan> Headers(ReadOnlyMemory<byte> entity)
    {
        var plain = HeaderScan.Read(entity);
        const HeaderFlaws Dividing = HeaderFlaws.BareCr | HeaderFlaws.NoColon | HeaderFlaws.WhiteLine | HeaderFlaws.StrayContinuation;
        if ((plain.Flaws & Dividing) == 0)
            return [plain];
        return new[]
        {
            plain,
            HeaderScan.Read(entity, LineEnds.LfOrCr),
            HeaderScan.Read(entity, LineEnds.Lf, whiteLineEnds: true),
            HeaderScan.Read(entity, LineEnds.Lf, otherLineEnds: true),
            HeaderScan.Read(entity, LineEnds.LfOrCr, whiteLineEnds: true, otherLineEnds: true),
        }.DistinctBy(h => (h.BodyStart, h.Fields.Length));
    }

    private void Body(HeaderScan header, ReadOnlyMemory<byte> body, int depth)
    {
        var types = header.Like("contenttype").Select(f => f.Value).ToList();
        var encodings = TransferCandidates.Of(header).ToList();
        var isMultipart = types.Any(IsMultipart);
        // What lies in a nested message is looked at when that is treated; here where it is not.
        var isMessage = types.Count == 1 && !isMultipart && Contains(types[0].Span, "message/");
        if (isMultipart)
        {
            var boundaries = types.SelectMany(t => BoundaryCandidates.Of(t.Span)).ToList();
            foreach (var content in Contents(body, encodings.Append(RawEncoding.Identity)))
            {
                // A boundary that nobody declared counts where none that was declared divides anything.
                if (boundaries.Count(b => Divide(content, b, depth)) == 0)
                    Gap(content, depth);
            }
        }

        if (!isMessage && (types.Count == 0 || !types.All(IsMultipart)))
        {
            foreach (var content in Contents(body, encodings))
                Leaf(header, content);
            Blocks(body, depth);
        }
        else if (isMessage)
        {
            foreach (var content in Contents(body, encodings.Append(RawEncoding.Identity)).Where(c => Leaf(header, c)))
                Visit(content, depth + 1);
        }
    }

    /// <summary>False where the boundary stands nowhere.</summary>
    private bool Divide(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> boundary, int depth)
    {
        Work(content.Length);
        var strict = MultipartSplit.Strict(content, boundary.Span);
        var loose = MultipartSplit.Loose(content, boundary.Span);
        if (loose.Parts.IsEmpty)
            return false;
        foreach (var part in strict.Parts.Concat(loose.Parts))
            Visit(part, depth + 1);
        foreach (var gap in new[] { strict.Preamble, strict.Epilogue })
            Gap(gap, depth);
        return true;
    }

    /// <summary>Text outside of the parts that looks like one.</summary>
    private void Gap(ReadOnlyMemory<byte> gap, int depth)
    {
        if (!OutsideText.Hides(gap.Span) || !IsFirst(Look.Gap, gap))
            return;
        var isDivided = BoundaryCandidates.Undeclared(gap).Count(b => Divide(gap, b, depth)) > 0;
        var hasBlocks = Blocks(gap, depth);
        if (!isDivided && !hasBlocks)
            Add("outside-the-parts.txt", "text/plain", Files(gap));
    }

    /// <summary>MIME fields in what should be content: whatever divides them from it, some program may see a part there.</summary>
    private bool Blocks(ReadOnlyMemory<byte> content, int depth)
    {
        if (!PartLike.IsIn(content.Span) || !IsFirst(Look.Blocks, content))
            return false;
        var starts = PartLike.Blocks(content.Span, MaxBlocks);
        for (var i = 0; i < starts.Count; i++)
            Visit(PartLike.WithoutDelimiters(content[starts[i]..(i + 1 < starts.Count ? starts[i + 1] : content.Length)]), depth + 1);
        return starts.Count > 0;
    }

    private IEnumerable<ReadOnlyMemory<byte>> Contents(ReadOnlyMemory<byte> body, IEnumerable<RawEncoding> encodings)
    {
        foreach (var encoding in encodings.Distinct())
        {
            foreach (var content in EncodedContent.Readings(body, encoding))
            {
                if (encoding != RawEncoding.Identity)
                {
                    Work(body.Length);
                    _scope.Spend(content.Length);
                }

                yield return content;
            }
        }
    }

    /// <summary>False where the delivered reading has it.</summary>
    private bool Leaf(HeaderScan header, ReadOnlyMemory<byte> content)
    {
        var type = header.All("content-type").Select(f => StrictContentType.Parse(f.Value.Span)?.Value).FirstOrDefault() ?? "";
        return Add(RawNames.Of(header), type, Files(content));
    }

    private ReadOnlyMemory<byte> Files(ReadOnlyMemory<byte> text)
    {
        var (rest, files) = EmbeddedFiles.Extract(text);
        foreach (var file in files)
            Add(TextDecoder.DecodeAuto(file.Name.Span, "name").Text, "application/octet-stream", file.Content);
        return rest;
    }

    private bool Add(string name, string type, ReadOnlyMemory<byte> content)
    {
        Work(content.Length);
        var essence = Essence(content.Span);
        if (essence.Length == 0 || !_seen.Add(Fingerprint(essence)))
            return false;
        if (name.Length == 0 && IsShown(essence))
            return true;
        if (_files.Count == MaxLeaves)
            throw new LimitExceededException("mail.ambiguous.too-many", $"more than {MaxLeaves} parts that only some programs see");
        _files.Add(new(name.Length > 0 ? name : Numbered(), type, content));
        return true;
    }

    private string Numbered() => string.Create(CultureInfo.InvariantCulture, $"part-{_files.Count + 1}");

    private static bool IsMultipart(ReadOnlyMemory<byte> type) => Contains(type.Span, "multipart") || Contains(type.Span, "boundary");

    private static bool Contains(ReadOnlySpan<byte> value, string word)
        => Encoding.Latin1.GetString(value).Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>White space and equals signs, of which decoders keep more or fewer, do not make a content another one.</summary>
    private static byte[] Essence(ReadOnlySpan<byte> content)
    {
        var bytes = new byte[content.Length];
        var count = 0;
        foreach (var b in content)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'='))
                bytes[count++] = b;
        }

        return bytes[..count];
    }

    private static string Fingerprint(byte[] essence) => Convert.ToHexString(SHA256.HashData(essence));

    /// <summary>A piece of what readers see as text anyway hides nothing, unless it has a file's name.</summary>
    private bool IsShown(byte[] essence)
    {
        foreach (var text in _shown)
        {
            Work(text.Length);
            if (text.AsSpan().IndexOf(essence) >= 0)
                return true;
        }

        return false;
    }
}
