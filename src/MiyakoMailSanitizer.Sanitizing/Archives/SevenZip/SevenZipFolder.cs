using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;

/// <summary>What unpacks a stream: a method and its properties.</summary>
internal sealed record SevenZipCoder(ulong Method, byte[] Properties);

/// <summary>Files that are packed as one stream. The format calls this a folder; it has nothing to do with folders of files.</summary>
internal sealed class SevenZipFolder
{
    public const int MaxCoders = 8;

    public const ulong Aes = 0x06F10701;

    public required ImmutableArray<SevenZipCoder> Coders { get; init; }

    /// <summary>Packed streams that it takes; they follow each other.</summary>
    public required int PackedStreams { get; init; }

    /// <summary>Which of the coders gives what comes out: the one that no other takes.</summary>
    public required int Last { get; init; }

    /// <summary>Which coder feeds each; -1 where its input lies in the archive.</summary>
    public required ImmutableArray<int> FedBy { get; init; }

    /// <summary>What each coder gives, in bytes.</summary>
    public long[] CoderSizes { get; set; } = [];

    public long PackedOffset { get; set; }
    public long PackedSize { get; set; }
    public long UnpackedSize { get; set; }
    public uint? Crc { get; set; }

    /// <summary>The files in it, in their order: size and checksum.</summary>
    public List<(long Size, uint? Crc)> Files { get; } = [];

    /// <summary>The coders in the order in which bytes go through them; empty where they make no simple chain.</summary>
    public IEnumerable<int> Chain()
    {
        var next = PackedStreams == 1 ? FedBy.IndexOf(-1) : -1;
        for (var steps = 0; next >= 0 && steps < Coders.Length; steps++)
        {
            yield return next;
            next = FedBy.IndexOf(next);
        }
    }

    public bool IsEncrypted => Coders.Any(c => c.Method == Aes);
}
