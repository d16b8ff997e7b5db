using System.Collections.Immutable;
using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>One archive on its way: entry by entry opened, treated as a file of its own, and packed again.</summary>
internal sealed class Repacking(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
{
    private const int MaxNamed = 20;

    /// <summary>What makes the whole archive a bomb, wherever within it happened.</summary>
    private static readonly ImmutableArray<string> Bombs = ["limit.bytes", "limit.files", "limit.depth", "archive.bomb"];

    private readonly Unpacker _unpacker = new(scope, scope.Policy.Archives, cancellationToken);
    private readonly ZipWriter _writer = new(scope.Policy.Archives.Names);
    private readonly ArchiveTree _tree = new();
    private readonly List<string> _encrypted = [], _unlocked = [], _withheld = [], _unsafe = [];
    private int _files, _delivered;

    /// <exception cref="ArchiveRefusedException">Nothing of it can be delivered.</exception>
    public Outcome Run(FileFormat format, ArchiveReader reader)
    {
        foreach (var entry in reader(file, _unpacker))
        {
            _unpacker.Tick();
            Add(entry);
        }
        if (_delivered == 0 && _withheld.Count > 0)
        {
            return Withheld(_encrypted.Count > 0
                ? new("file.encrypted", "", $"nothing can be opened without a password: {Names(_encrypted)}")
                : new("archive.nothing-left", "", $"all {_files} files were withheld"));
        }
        var isZip = format == FileFormat.Zip;
        var name = FileNames.Clean(isZip ? file.Name : WithoutPacking(file.Name), FileFormat.Zip, "archive");
        var plain = name.Name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? name.Name : Path.ChangeExtension(name.Name, ".zip");
        var safe = new SafeFile(plain, FileFormat.Zip, _writer.Finish());
        ImmutableArray<Finding> findings = isZip
            ? [.. Findings(), .. name.Findings]
            : [.. Findings(), new("archive.converted", "", $"{format} became zip"), .. name.Findings];
        return isZip ? new Outcome.Rebuilt(safe) { Findings = findings } : new Outcome.Converted(safe) { Findings = findings };
    }

    public Outcome Withheld(Finding why)
        => new Outcome.Quarantined($"{why.Detail}.") { Findings = FindingList.Distinct([.. Findings(), why]) };

    private void Add(ArchiveEntry entry)
    {
        var path = EntryPath.Read(entry.Path, entry.Kind == EntryKind.Folder);
        if (path.IsUnsafe)
            _unsafe.Add(path.ToString());
        if (entry.Kind == EntryKind.Folder)
        {
            if (!path.IsJunk && _tree.Folder(path.Folders) is var folder && _tree.Claim(folder))
                _writer.AddFolder(folder, DosTimes.OrNone(entry.DosTime));
            return;
        }
        if (entry.Kind == EntryKind.Special || path.IsJunk)
        {
            Remove(entry, path);
            return;
        }
        _files++;
        if (entry.IsEncrypted && scope.Passwords.IsEmpty)
            Leave(entry, path, new("file.encrypted", "", "it needs a password"));
        else
            Treat(entry, path);
    }

    private void Treat(ArchiveEntry entry, EntryPath path)
    {
        ReadOnlyMemory<byte> content;
        try
        {
            content = entry.Unpack();
        }
        catch (EntryRefusedException e)
        {
            Leave(entry, path, new(e.Code, "", e.Message));
            return;
        }
        _unpacker.HandOver(content);
        if (entry.IsEncrypted)
            _unlocked.Add(path.ToString());
        var report = scope.TreatNested(new(path.Name, "", content), cancellationToken);
        RefuseBombs(report, path);
        if (report.Outcome.Delivered is { } safe)
        {
            _delivered++;
            _writer.AddFile(_tree.File(path.Folders, safe.Name), DosTimes.OrNone(entry.DosTime), safe.Content.Span);
            return;
        }
        WriteNote(entry, path, report.Outcome);
    }

    /// <summary>Withholds what can't be unpacked.</summary>
    private void Leave(ArchiveEntry entry, EntryPath path, Finding why)
    {
        if (why.Code == "file.encrypted")
            _encrypted.Add(path.ToString());
        var report = scope.Withhold(new(path.Name, "", entry.Packed), why, cancellationToken);
        RefuseBombs(report, path);
        // What its packed bytes look like is no reason.
        WriteNote(entry, path, report.Outcome with { Findings = [why] });
    }

    private void WriteNote(ArchiveEntry entry, EntryPath path, Outcome outcome)
    {
        _withheld.Add(path.ToString());
        var note = WithheldNote.Content(path.Name, outcome, scope.Message.Reference);
        _writer.AddFile(_tree.File(path.Folders, WithheldNote.Name(path.Name)), DosTimes.OrNone(entry.DosTime), note);
    }

    /// <summary>Nobody misses it: no note.</summary>
    private void Remove(ArchiveEntry entry, EntryPath path)
    {
        var why = entry.Kind == EntryKind.Special
            ? new Finding("archive.special", "", "a link or special file")
            : new Finding("archive.junk", "", "metadata of the sender's system");
        // Without its content, as what that looks like is no reason to keep it.
        RefuseBombs(scope.Remove(new(path.ToString(), "", default), why, cancellationToken), path);
    }

    /// <summary>A file that breaks the budget makes all of it suspect; going on would only cost more.</summary>
    private static void RefuseBombs(FileReport report, EntryPath path)
    {
        if (!report.Outcome.IsWithheld && report.Nested.IsEmpty)
            return;
        foreach (var within in report.Walk().Where(r => r.Outcome.IsWithheld))
        {
            if (within.Outcome.Findings.FirstOrDefault(f => Bombs.Contains(f.Code)) is { } bomb)
                throw new ArchiveRefusedException(bomb.Code, path.ToString(), bomb.Detail);
        }
    }

    private IEnumerable<Finding> Findings()
    {
        if (_encrypted.Count > 0)
            yield return new("file.encrypted", "", Text($"{_encrypted.Count} of {_files} files need a password: {Names(_encrypted)}"));
        if (_unlocked.Count > 0)
            yield return new("file.unlocked", "", Text($"{_unlocked.Count} of {_files} files were opened with a password"));
        if (_withheld.Count > 0 && _delivered > 0)
            yield return new("archive.partly-withheld", "", Text($"{_withheld.Count} of {_files} files: {Names(_withheld)}"));
        if (_unsafe.Count > 0)
            yield return new("archive.unsafe-name", _unsafe[0], Text($"{_unsafe.Count} names led out of the archive or were not what they seem"));
        if (_tree.HasNumbered)
            yield return new("archive.duplicate-name", "", "files of the same name were numbered");
    }

    private static string Names(List<string> names)
        => string.Join(", ", names.Take(MaxNamed)) + (names.Count > MaxNamed ? Text($" and {names.Count - MaxNamed} more") : "");

    /// <summary><c>a.csv.gz</c> and <c>a.tar.gz</c> become <c>a.zip</c>, without a word about extensions that hide.</summary>
    private static string WithoutPacking(string name)
    {
        var (stem, extension) = NameParts.SplitExtension(name);
        if (!FileExtensions.IsKnown(extension))
            return name;
        var (core, inner) = NameParts.SplitExtension(stem);
        return FileExtensions.IsKnown(inner) ? core + extension : name;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
