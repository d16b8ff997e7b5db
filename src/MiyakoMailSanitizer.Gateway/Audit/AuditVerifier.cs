using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>A place where the log is not as it was written.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">In the file, from 1; 0: the file as a whole.</param>
/// <param name="What">In words.</param>
internal sealed record AuditFault(string File, long Line, string What)
{
    public override string ToString() => Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {What}") : $"{File}: {What}";
}

/// <summary>
/// Walks the chain over all files of a folder, and compares it with the seals and the head. A torn piece, as a crash leaves it, is no fault: at the very end,
/// or where the line behind it says so.
/// </summary>
internal sealed class AuditVerifier(string folder, ECDsa? publicKey)
{
    private readonly List<AuditFault> _faults = [];
    private string _file = "";
    private AuditHead? _head;

    // The last good line, and where it stands.
    private long _number;
    private string _hash = AuditFiles.NoHash;
    private (string File, long Line) _place = ("", 0);

    // A line that is none, until the next one tells what it is.
    private string _torn = "";
    private long _tornLine;

    /// <summary>Nothing can be said of the next line's number and hash: it is the first, or stands behind something that is no line.</summary>
    private bool _isLost = true;

    /// <summary>Lines that were read.</summary>
    public long Lines { get; private set; }

    /// <summary>Days whose seal fits.</summary>
    public int Seals { get; private set; }

    /// <summary>All faults, in the order of the log.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public IReadOnlyList<AuditFault> Run()
    {
        var files = AuditFiles.List(folder);
        _head = ReadHead(isNeeded: files.Count > 0);
        foreach (var path in files)
        {
            _file = Path.GetFileName(path);
            ReadFile(path, isLast: path == files[^1]);
            CheckSeal(path, isLast: path == files[^1]);
        }
        if (_head is { } head && head.Number > _number)
            _faults.Add(new(head.File, 0, $"the end is missing: lines {_number + 1} to {head.Number} were written"));
        else if (_head is { } early && _number > early.Number + 1)
            _faults.Add(new(_file, 0, $"lines {early.Number + 2} to {_number} were not written by the gateway"));
        return _faults;
    }

    private AuditHead? ReadHead(bool isNeeded)
    {
        var path = AuditFiles.Head(folder);
        if (File.Exists(path))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (AuditHead.Read(file) is { } head)
                return head;
        }
        if (isNeeded)
            _faults.Add(new(Path.GetFileName(path), 0, "is missing or damaged, so that nobody can tell whether the end of the log is there"));
        return null;
    }

    private void ReadFile(string path, bool isLast)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var lines = new AuditLineReader(stream);
        while (lines.Read())
        {
            var line = lines.IsWhole ? AuditLine.Read(lines.Line.Span) : null;
            if (_torn.Length > 0 && line?.Torn != _torn)
                NoLine();
            _torn = "";
            if (line is null)
                (_torn, _tornLine) = (AuditFiles.Hash(lines.Line.Span), lines.LineNumber);
            else
                Check(line, lines);
        }
        // At the very end a torn piece is what a crash leaves.
        if (_torn.Length > 0 && !(isLast && !lines.IsWhole))
            NoLine();
    }

    private void NoLine()
    {
        _faults.Add(new(_file, _tornLine, "is no line of the log"));
        (_torn, _isLost) = ("", true);
    }

    private void Check(AuditLine line, AuditLineReader lines)
    {
        if (Lines++ == 0)
            CheckBeginning(line, lines.LineNumber);
        else if (!_isLost)
            CheckFollows(line, lines.LineNumber);
        if (line.Kind == FileAuditLog.HeadLost)
            _faults.Add(new(_file, lines.LineNumber, "when this line was written audit.head was gone, so that lines before it may have been cut off"));
        (_isLost, _number, _hash, _place) = (false, line.Number, AuditFiles.Hash(lines.Line.Span), (_file, lines.LineNumber));
        if (_head is { } head && head.Number == line.Number && head.Hash != _hash)
            _faults.Add(new(_file, lines.LineNumber, "was changed: it is not the line that was written last"));
    }

    private void CheckFollows(AuditLine line, long place)
    {
        var expected = _number + 1;
        if (line.Number > expected)
            _faults.Add(new(_file, place, $"before it, lines {expected} to {line.Number - 1} are missing"));
        else if (line.Number < expected)
            _faults.Add(new(_file, place, $"has number {line.Number}, but {expected} is due: it was moved or put in"));
        else if (line.Previous != _hash)
            _faults.Add(new(_place.File, _place.Line, $"was changed, or what line {line.Number} behind it says of it"));
    }

    /// <summary>Old files may have been taken away, where the seal of the last of them is still there.</summary>
    private void CheckBeginning(AuditLine line, long place)
    {
        if (line.Number == 1)
        {
            if (line.Previous != AuditFiles.NoHash)
                _faults.Add(new(_file, place, "was changed: the first line has none before it"));
            return;
        }
        var seals = Directory.EnumerateFiles(folder, "audit-*.checkpoint.json").Select(ReadSeal).OfType<AuditCheckpoint>();
        if (!seals.Any(s => s.LastNumber == line.Number - 1 && s.LastHash == line.Previous && (publicKey is null || s.IsSignedBy(publicKey))))
            _faults.Add(new(_file, place, $"the log begins with line {line.Number}, and no seal vouches for the lines before it"));
    }

    private void CheckSeal(string path, bool isLast)
    {
        if (!File.Exists(AuditFiles.CheckpointOf(path)))
        {
            if (!isLast)
                _faults.Add(new(_file, 0, "the day is over, but its seal is missing"));
            return;
        }
        if (ReadSeal(AuditFiles.CheckpointOf(path)) is not { } seal)
            _faults.Add(new(_file, 0, "its seal is damaged"));
        else if (publicKey is not null && !seal.IsSignedBy(publicKey))
            _faults.Add(new(_file, 0, "its seal was not signed by the key"));
        else if (seal.LastNumber != _number || seal.LastHash != _hash || seal.File != _file)
            _faults.Add(new(_file, 0, $"its seal says that it ends with line {seal.LastNumber}; it ends with line {_number}, or that one was changed"));
        else
            Seals++;
    }

    private static AuditCheckpoint? ReadSeal(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AuditJson.Default.AuditCheckpoint);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
