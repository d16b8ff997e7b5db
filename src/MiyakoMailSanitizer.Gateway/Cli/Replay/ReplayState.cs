using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Cli.Replay;

/// <summary>What a replay has done so far, a line a message: one that was stopped goes on where it was.</summary>
internal sealed class ReplayState : IDisposable
{
    private readonly Dictionary<string, ReplayLine> _done = new(StringComparer.Ordinal);
    private readonly StreamWriter _writer;
    private readonly string _path;

    private ReplayState(string path, StreamWriter writer) => (_path, _writer) = (path, writer);

    /// <summary>Opens the state of a comparison; one of other rules, or a damaged one, is begun anew.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static ReplayState Open(string path, ReplayHead head)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var done = new List<ReplayLine>();
        var isSame = lines.Length > 0 && Read(lines[0], ReplayJson.Default.ReplayHead) == head;
        if (isSame)
            done.AddRange(lines.Skip(1).Select(l => Read(l, ReplayJson.Default.ReplayLine)).OfType<ReplayLine>());
        // Written anew, without a torn last line.
        var state = new ReplayState(path, new StreamWriter(path, append: false));
        state._writer.WriteLine(JsonSerializer.Serialize(head, ReplayJson.OneLine.ReplayHead));
        foreach (var line in done)
            state.Add(line);
        return state;
    }

    /// <summary>What was done, in the order of their ids.</summary>
    public IEnumerable<ReplayLine> Done => _done.Values.OrderBy(l => l.Id, StringComparer.Ordinal);

    /// <summary>How many are done.</summary>
    public int Count => _done.Count;

    /// <summary>How many of them would change.</summary>
    public int Changed { get; private set; }

    public bool Has(string id) => _done.ContainsKey(id);

    public void Add(ReplayLine line)
    {
        _done[line.Id] = line;
        Changed += line.Changes.IsEmpty ? 0 : 1;
        _writer.WriteLine(JsonSerializer.Serialize(line, ReplayJson.OneLine.ReplayLine));
        _writer.Flush();
    }

    /// <summary>All is done.</summary>
    public void Delete()
    {
        _writer.Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _writer.Dispose();

    private static T? Read<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
