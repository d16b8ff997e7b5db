using Microsoft.AspNetCore.Mvc;
using MiyakoMailSanitizer.Gateway.Flow;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Pages;

/// <summary>Messages on their way.</summary>
internal sealed class QueueModel(FolderSpool spool, SpoolActs acts) : ConsolePage
{
    private const int Shown = 100;

    public List<MailItem> Items { get; } = [];

    public int Total { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public string QueueName(Queue queue) => queue switch
    {
        Queue.Incoming => T("無害化待ち", "to be sanitized"),
        Queue.Outgoing => T("配送待ち", "to be relayed"),
        _ => T("停止中", "stuck"),
    };

    public void OnGet()
    {
        foreach (var queue in Enum.GetValues<Queue>().Reverse())
        {
            var ids = spool.List(queue);
            Total += ids.Count;
            foreach (var id in ids.Take(Shown - Items.Count))
            {
                if (Open(queue, id) is { } item)
                    Items.Add(item);
            }
        }
    }

    public IActionResult OnPostRetry(string? id)
    {
        if (!Is(ConsoleRole.Operator))
            return Forbid();
        if (id is null || !SpoolId.IsValid(id))
            return NotFound();
        try
        {
            acts.Retry(id, UserName);
        }
        catch (FileNotFoundException)
        {
            return NotFound();
        }
        return LocalRedirect("/Queue?done=retry");
    }

    private MailItem? Open(Queue queue, string id)
    {
        try
        {
            return spool.Open(queue, id);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
        {
            return null; // on its way meanwhile, or torn: the start-up parks those
        }
    }
}
