using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Development;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QuickStart.CommandLine;

namespace QuickStart.Hosting;

/// <summary>The host of one run: opened, then started; stops it on disposal, giving calls in flight their grace.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly DatabaseLock? _lock;
    private bool _isRefused;

    private RunningHost(IHost host, DatabaseLock? databaseLock, Uri? emulatorEndpoint)
    {
        (_host, _lock, EmulatorEndpoint) = (host, databaseLock, emulatorEndpoint);
    }

    internal IServiceProvider Services => _host.Services;

    internal HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    internal Uri? EmulatorEndpoint { get; }

    internal string CloudInWords => EmulatorEndpoint is { } endpoint ? $"an emulator at {endpoint}" : "Tencent Cloud itself";

    /// <summary>Puts the host together; nothing works in the background yet, so nothing is begun or gone on with.</summary>
    internal static async Task<RunningHost> OpenAsync(QuickStartSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Live)
        {
            SpendingConsent.CheckPossible(settings);
        }
        else if (settings.Endpoint is { } endpoint)
        {
            await EmulatorCheck.ThrowIfNoneAsync(endpoint, settings, cancellationToken);
        }

        DatabaseLock? databaseLock = settings is { Live: false, Endpoint: null } ? DatabaseLock.Take(settings) : null;
        IHost? host = null;
        try
        {
            host = QuickStartHost.Build(settings);
            return new RunningHost(host, databaseLock, QuickStartHost.EmulatorEndpoint(host.Services));
        }
        catch
        {
            host?.Dispose();
            databaseLock?.Dispose();
            throw;
        }
    }

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _host.StartAsync(cancellationToken);
        }
        catch (Exception e) when (RefusedSettings.In(e).Count > 0)
        {
            _isRefused = true;
            throw;
        }
    }

    /// <summary>Starts the emulator in this process, when that is the cloud, and nothing else.</summary>
    internal async Task StartEmulatorAsync(CancellationToken cancellationToken)
    {
        if (Services.GetService<DevelopmentEmulator>() is { IsInProcess: true } emulator)
        {
            await emulator.StartAsync(cancellationToken);
        }
    }

    /// <summary>Returns the address at which an environment answers for itself.</summary>
    internal Uri GatewayOf(EnvironmentId environment) => EmulatorEndpoint is { } emulator
        ? new Uri(emulator, $"/_gateway/{environment}")
        : new Uri($"https://{environment}.api.tcloudbasegateway.com");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_isRefused)
        {
            // A host that refused its settings has nothing to stop, and fails at it: that would be said instead of what is wrong.
            await _host.StopAsync(CancellationToken.None);
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
        _lock?.Dispose();
    }
}
