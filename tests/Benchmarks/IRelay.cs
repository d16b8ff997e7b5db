namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>A mail server under test, running as processes of its own.</summary>
internal interface IRelay : IAsyncDisposable
{
    /// <summary>Shown in tables.</summary>
    string Name { get; }

    /// <summary>Its SMTP port on 127.0.0.1.</summary>
    int Port { get; }

    /// <summary>The process above all others of this server.</summary>
    int ProcessId { get; }

    /// <summary>Messages on its disk.</summary>
    int Queued();
}
