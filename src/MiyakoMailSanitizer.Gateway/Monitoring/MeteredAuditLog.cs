using MiyakoMailSanitizer.Gateway.Audit;

namespace MiyakoMailSanitizer.Gateway.Monitoring;

/// <summary>The audit log, counted: every act that matters passes here.</summary>
internal sealed class MeteredAuditLog(FileAuditLog log, GatewayMeter meter) : IAuditLog
{
    private volatile bool _isFailing;

    /// <summary>The last line could not be written: then no mail is accepted.</summary>
    public bool IsFailing => _isFailing;

    /// <inheritdoc/>
    public void Write(AuditEvent auditEvent)
    {
        try
        {
            log.Write(auditEvent);
            _isFailing = false;
        }
        catch (IOException)
        {
            _isFailing = true;
            throw;
        }

        meter.Count(auditEvent);
    }
}
