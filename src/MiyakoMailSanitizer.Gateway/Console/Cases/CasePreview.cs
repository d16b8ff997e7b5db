using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Sanitizing;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Cases;

/// <summary>
/// <c>preview/message.txt</c> of a case: its texts as the engine made them, for an operator to read. Made in the sandbox when it is first asked for;
/// nothing of it is ever delivered.
/// </summary>
internal sealed class CasePreview(FolderQuarantine quarantine, ISanitizerWorkers workers)
{
    /// <summary>The text; empty where the engine gives none.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="WorkersUnavailableException">No worker can be started.</exception>
    public async Task<string> ReadAsync(CaseReport report, CancellationToken cancellationToken)
    {
        if (quarantine.ReadPreview(report.Id) is { } made)
            return made;
        var reply = await workers.SanitizeAsync(
            new()
            {
                Content = quarantine.ReadOriginal(report.Id),
                DeclaredMediaType = "message/rfc822",
                Message = new MessageContext
                {
                    Reference = report.Id,
                    ReversePath = report.ReversePath,
                    Recipients = report.Recipients,
                    IsReleased = true,
                    WantsText = true,
                },
            },
            cancellationToken);
        if (reply.WorkersFailed)
            return "";
        quarantine.WritePreview(report.Id, reply.Text);
        return reply.Text;
    }
}
