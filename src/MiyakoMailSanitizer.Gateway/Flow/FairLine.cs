using System.Diagnostics.CodeAnalysis;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// Messages that wait, clients in turns, and of a client its senders in turns: who sends a flood waits behind his own mail. Within one sender first come,
/// first served. Not for several threads.
/// </summary>
internal sealed class FairLine
{
    private readonly Turns<Turns<Queue<ScheduledMail>>> _clients = new();

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a message at the end of its sender's line.</summary>
    public void Enqueue(ScheduledMail mail)
    {
        _clients.Of(mail.Client).Of(mail.Sender).Enqueue(mail);
        Count++;
    }

    /// <summary>Takes the message whose turn it is.</summary>
    public bool TryDequeue([NotNullWhen(true)] out ScheduledMail? mail)
    {
        mail = null;
        if (Count == 0)
            return false;
        var (client, senders) = _clients.Next();
        var (sender, mails) = senders.Next();
        mail = mails.Dequeue();
        senders.Return(sender, mails.Count > 0);
        _clients.Return(client, senders.Any);
        Count--;
        return true;
    }

    /// <summary>Lines by name; each that is not empty has its turn.</summary>
    private sealed class Turns<TLine>
        where TLine : new()
    {
        private readonly Dictionary<string, TLine> _lines = new(StringComparer.Ordinal);
        private readonly Queue<string> _turns = [];

        public bool Any => _turns.Count > 0;

        public TLine Of(string name)
        {
            if (!_lines.TryGetValue(name, out var line))
            {
                _lines.Add(name, line = new());
                _turns.Enqueue(name);
            }

            return line;
        }

        public (string Name, TLine Line) Next()
        {
            var name = _turns.Dequeue();
            return (name, _lines[name]);
        }

        /// <summary>After its turn a line goes to the end, or, where it is empty, away.</summary>
        public void Return(string name, bool any)
        {
            if (any)
                _turns.Enqueue(name);
            else
                _lines.Remove(name);
        }
    }
}
