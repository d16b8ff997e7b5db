using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

/// <summary>A real Kestrel with one SMTP listener on a free port of the loopback address.</summary>
internal sealed class InboundServer : IAsyncDisposable
{
    public const string HostName = "mx.city.example.jp";

    private readonly WebApplication _app;

    private InboundServer(WebApplication app, IPEndPoint endPoint, RecordingSpool spool)
        => (_app, EndPoint, Spool) = (app, endPoint, spool);

    public static InboundOptions Options { get; } = new()
    {
        Listen = ["127.0.0.1:0"],
        RecipientDomains = ["city.example.jp", ".sub.example.jp"],
    };

    public IPEndPoint EndPoint { get; }

    public RecordingSpool Spool { get; }

    public static async Task<InboundServer> StartAsync(InboundOptions? options = null, RecordingSpool? spool = null)
    {
        options ??= Options;
        spool ??= new RecordingSpool();
        var listener = new SmtpListener(
            options, HostName, spool, spool, spool, new MessageIds(TimeProvider.System), TimeProvider.System,
            NullLogger<SmtpConnectionHandler>.Instance);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        IReadOnlyList<ListenOptions> bound = [];
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => bound = k.ListenSmtp(listener));
        var app = builder.Build();
        await app.StartAsync();
        return new InboundServer(app, bound[0].IPEndPoint!, spool);
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
