using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Cli.Demo;

/// <summary>The embedded LGWAN-side receiver: the same SMTP listener with a mailbox behind it.</summary>
internal static class DemoReceiver
{
    public static WebApplication Build(DemoMailbox mailbox, string auditFolder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenSmtp(new SmtpListener(
            new InboundOptions { Listen = ["127.0.0.1:0"], RecipientDomains = [".example.jp"] },
            "lgwan.example.jp",
            mailbox,
            new FileAuditLog(new AuditOptions { Folder = auditFolder }, TimeProvider.System),
            new NobodyWaits(),
            new MessageIds(TimeProvider.System),
            TimeProvider.System,
            kestrel.ApplicationServices.GetRequiredService<ILogger<SmtpConnectionHandler>>())));
        return builder.Build();
    }

    private sealed class NobodyWaits : IIncomingSignal
    {
        public void Arrived(string id, MailItem? item)
        {
        }
    }
}
