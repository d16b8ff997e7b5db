namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>What the sandbox tells operators.</summary>
internal static partial class SandboxLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Verb} {Process} is dead: {Cause}. It printed: {Printed}")]
    public static partial void WorkerDied(ILogger logger, string verb, int process, string cause, string printed);

    [LoggerMessage(2, LogLevel.Error, "{Verb} could not be started, {Failures} times in a row: {Cause}. Next try in {Seconds} s.")]
    public static partial void StartFailed(ILogger logger, string verb, int failures, string cause, double seconds);

    [LoggerMessage(3, LogLevel.Debug, "{Verb} {Process} is replaced after {Served} requests.")]
    public static partial void WorkerRetired(ILogger logger, string verb, int process, int served);

    [LoggerMessage(4, LogLevel.Information, "{Explanation}")]
    public static partial void Isolated(ILogger logger, string explanation);

    [LoggerMessage(5, LogLevel.Warning, "{Explanation} A flaw in a parser could reach the network and the files of this user.")]
    public static partial void NotIsolated(ILogger logger, string explanation);

    [LoggerMessage(6, LogLevel.Warning, "A sanitize worker said something untrue about {Reference}: {Fault}")]
    public static partial void ReplyRefused(ILogger logger, string reference, string fault);
}
