namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>How well workers are shut in; for the log, <c>check-config</c> and health.</summary>
/// <param name="Isolated">True: each worker runs under bubblewrap. False: plain child processes with the same limits.</param>
/// <param name="Explanation">One sentence for operators.</param>
public sealed record SandboxStatus(bool Isolated, string Explanation);
