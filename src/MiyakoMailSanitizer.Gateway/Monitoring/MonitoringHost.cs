using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace MiyakoMailSanitizer.Gateway.Monitoring;

/// <summary><c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c> on a listener of their own, OTLP, and systemd's watchdog.</summary>
internal static class MonitoringHost
{
    /// <summary>The services, and the audit log with its counters.</summary>
    public static void AddServices(IServiceCollection services, MonitoringOptions options)
    {
        services.AddSingleton<Heartbeat>().AddSingleton<GatewayMeter>().AddSingleton<MeteredAuditLog>().AddSingleton<Readiness>();
        services.AddSingleton<IAuditLog>(s => s.GetRequiredService<MeteredAuditLog>());
        services.AddSingleton(s => new PrometheusText(s.GetRequiredService<GatewayMeter>().Meter));
        services.AddHostedService<SystemdWatchdog>();
        if (options.OtlpEndpoint is { } endpoint)
            services.AddSingleton(_ => Exporter(new Uri(endpoint), TimeSpan.FromSeconds(options.OtlpSeconds)));
    }

    /// <summary>The listeners.</summary>
    public static void Listen(KestrelServerOptions kestrel, MonitoringOptions options)
    {
        foreach (var endpoint in options.Listen.Select(IPEndPoint.Parse))
        {
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection =>
                {
                    connection.Features.Set(new Mark());
                    return next(connection);
                });
            });
        }
    }

    /// <summary>Answers what comes in by these listeners, and nothing else.</summary>
    public static void Map(WebApplication app, MonitoringOptions options)
    {
        if (options.OtlpEndpoint is not null)
            app.Services.GetRequiredService<MeterProvider>();
        app.Services.GetRequiredService<Readiness>();
        // From the start on: a counter that nobody listens to counts nothing.
        var metrics = app.Services.GetRequiredService<PrometheusText>();
        if (options.Listen.IsEmpty)
            return;
        app.MapWhen(context => context.Features.Get<Mark>() is not null, monitoring => monitoring.Run(context => AnswerAsync(context, metrics)));
    }

    private static Task AnswerAsync(HttpContext context, PrometheusText metrics)
    {
        var services = context.RequestServices;
        var (code, text) = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path.Value switch
        {
            "/healthz" => services.GetRequiredService<Heartbeat>().IsAlive ? (200, "ok\n") : (503, "the flow has not moved for a minute\n"),
            "/readyz" => services.GetRequiredService<Readiness>().Faults() is { IsEmpty: false } faults ? (503, string.Join('\n', faults) + "\n") : (200, "ok\n"),
            "/metrics" => (200, metrics.Write()),
            _ => (404, "/healthz /readyz /metrics\n"),
        } : (405, "GET\n");
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text);
    }

    private static MeterProvider Exporter(Uri endpoint, TimeSpan interval) => Sdk.CreateMeterProviderBuilder()
        .AddMeter(GatewayMeter.Name)
        .AddOtlpExporter((exporter, reader) =>
        {
            exporter.Endpoint = endpoint;
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)interval.TotalMilliseconds;
        })
        .Build();

    /// <summary>A connection that came by a listener of ours.</summary>
    private sealed class Mark;
}
