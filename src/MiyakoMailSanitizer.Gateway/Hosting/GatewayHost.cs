using Microsoft.AspNetCore.Server.Kestrel.Core;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Digests;
using MiyakoMailSanitizer.Gateway.Flow;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.MalwareScan;
using MiyakoMailSanitizer.Gateway.Monitoring;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Passwords;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Gateway.WebConsole;

namespace MiyakoMailSanitizer.Gateway.Hosting;

/// <summary>Puts the parts of the gateway together: one Kestrel for the listeners, one flow behind them.</summary>
internal static class GatewayHost
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(30);

    /// <summary>A gateway that is ready to start.</summary>
    /// <param name="configuration">Read and free of faults.</param>
    /// <param name="settingsPath">Where it was read from; faults of a reload show paths beside it.</param>
    /// <param name="faultDrill">Tests only: the workers treat the drill format.</param>
    /// <param name="logLevel">What is logged at least.</param>
    public static WebApplication Build(
        LoadedConfiguration configuration, string settingsPath, bool faultDrill = false, LogLevel logLevel = LogLevel.Information)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Host.UseSystemd();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffzzz ";
        });
        builder.Logging.SetMinimumLevel(logLevel).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownPatience);
        AddParts(builder.Services, configuration, settingsPath, faultDrill);
        var console = configuration.Settings.Console;
        ConsoleHost.AddServices(builder, console);
        builder.Services.AddSmtpSockets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenSmtp(kestrel.ApplicationServices.GetRequiredService<SmtpListener>());
            ConsoleHost.Listen(kestrel, console);
            MonitoringHost.Listen(kestrel, configuration.Settings.Monitoring);
        });
        var app = builder.Build();
        MonitoringHost.Map(app, configuration.Settings.Monitoring);
        ConsoleHost.Map(app, console);
        app.Services.GetRequiredService<IAuditLog>().Write(HostingEvents.Started(configuration, settingsPath));
        app.Lifetime.ApplicationStopped.Register(() => app.Services.GetRequiredService<IAuditLog>().Write(HostingEvents.Stopped()));
        return app;
    }

    private static void AddParts(IServiceCollection services, LoadedConfiguration configuration, string settingsPath, bool faultDrill)
    {
        var settings = configuration.Settings;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings).AddSingleton(settings.Audit).AddSingleton(settings.Originals).AddSingleton(settings.Flow).AddSingleton(settings.Sandbox);
        services.AddSingleton(_ => FolderSpool.Create(settings.Spool)).AddSingleton<ISpool>(s => s.GetRequiredService<FolderSpool>());
        services.AddSingleton(s => new FileAuditLog(settings.Audit, s.GetRequiredService<TimeProvider>()));
        MonitoringHost.AddServices(services, settings.Monitoring);
        if (settings.Audit.Syslog is not null)
            services.AddHostedService(s => new SyslogForwarder(settings.Audit, settings.HostName, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<SyslogForwarder>>()));
        services.AddSingleton(new FolderQuarantine(settings.Quarantine)).AddSingleton<IQuarantine>(s => s.GetRequiredService<FolderQuarantine>());
        AddQuarantine(services, settings);
        services.AddSingleton<FlowSchedules>();
        services.AddSingleton<SpoolActs>();
        AddSandbox(services, configuration, settingsPath, faultDrill);
        AddOutbound(services, settings);
        services.AddSingleton(settings.MalwareScan).AddSingleton<MalwareScanner>();
        services.AddSingleton<SanitizeStage>().AddSingleton<RelayStage>();
        services.AddHostedService<FlowService>();
        services.AddSingleton<IMessageIds, MessageIds>();
        services.AddSingleton(s => new SmtpListener(
            settings.Inbound,
            settings.HostName,
            s.GetRequiredService<ISpool>(),
            s.GetRequiredService<IAuditLog>(),
            s.GetRequiredService<FlowSchedules>(),
            s.GetRequiredService<IMessageIds>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SmtpConnectionHandler>>()));
    }

    private static void AddQuarantine(IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton(settings.Passwords);
        services.AddSingleton(s => new PasswordStore(settings.Quarantine, settings.Passwords, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new Unlocker(
            s.GetRequiredService<FolderQuarantine>(),
            s.GetRequiredService<ISpool>(),
            s.GetRequiredService<ISanitizerWorkers>(),
            s.GetRequiredService<IAuditLog>(),
            settings.HostName,
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new CaseActs(
            s.GetRequiredService<FolderQuarantine>(),
            s.GetRequiredService<ISpool>(),
            s.GetRequiredService<ISanitizerWorkers>(),
            s.GetRequiredService<IAuditLog>(),
            settings.HostName,
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new CaseOriginals(
            s.GetRequiredService<FolderQuarantine>(),
            s.GetRequiredService<ISpool>(),
            s.GetRequiredService<ISanitizerWorkers>(),
            s.GetRequiredService<IAuditLog>(),
            settings.Originals,
            settings.MalwareScan,
            settings.HostName,
            s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<MovedCases>();
        services.AddHostedService(s => new DigestService(
            s.GetRequiredService<FolderQuarantine>(),
            settings.Quarantine,
            s.GetRequiredService<ISpool>(),
            s.GetRequiredService<FlowSchedules>(),
            s.GetRequiredService<IAuditLog>(),
            settings.Digest,
            settings.HostName,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<DigestService>>()));
        services.AddSingleton(settings.Quarantine).AddSingleton<CaseRetention>().AddHostedService(s => s.GetRequiredService<CaseRetention>());
        services.AddSingleton<PairingService>().AddSingleton<IPasswordDesk>(s => s.GetRequiredService<PairingService>());
        services.AddHostedService(s => s.GetRequiredService<PairingService>());
    }

    private static void AddSandbox(IServiceCollection services, LoadedConfiguration configuration, string settingsPath, bool faultDrill)
    {
        var settings = configuration.Settings;
        services.AddSingleton(s => new PolicyWatcher(
            configuration, settingsPath, s.GetRequiredService<IAuditLog>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<PolicyWatcher>>()));
        services.AddSingleton(s =>
        {
            var watcher = s.GetRequiredService<PolicyWatcher>();
            return SandboxHost.Start(
                settings.Sandbox,
                settings.Inbound.MaxMessageBytes,
                () => PolicySources.Of(watcher.Current, settings.RulesFile),
                s.GetRequiredService<ILogger<SandboxHost>>(),
                faultDrill);
        });
        services.AddSingleton<ISanitizerWorkers>(s => new ScannedWorkers(s.GetRequiredService<SandboxHost>().Sanitizer, s.GetRequiredService<MalwareScanner>()));
        services.AddSingleton(s => s.GetRequiredService<SandboxHost>().Gate);
    }

    private static void AddOutbound(IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton(s => new RelayRoutes(
            Hop(s, settings.Outbound.NextHops),
            settings.Outbound.ReturnHop is { } hop ? Hop(s, [hop]) : null));
        services.AddSingleton(new BounceRules(settings.Outbound));
        services.AddSingleton(s => new Bouncer(
            s.GetRequiredService<ISpool>(),
            s.GetRequiredService<BounceRules>(),
            settings.HostName,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<FlowSchedules>()));

        SmtpNextHop Hop(IServiceProvider s, System.Collections.Immutable.ImmutableArray<NextHopOptions> hops)
            => new(hops, settings.HostName, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<SmtpNextHop>>());
    }
}
