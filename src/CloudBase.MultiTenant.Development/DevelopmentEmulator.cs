using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.Development;

/// <summary>The emulator that this host uses: one in this process, started when it is first needed, or one that runs elsewhere. Thread-safe.</summary>
/// <remarks>Resolve it to read what was bought or to script faults. The container stops it.</remarks>
public sealed class DevelopmentEmulator : IAsyncDisposable, IDisposable
{
    private readonly CloudBaseEmulatorOptions? _options;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Socket? _reserved;
    private Task<CloudBaseEmulator>? _running;
    private bool _disposed;

    internal DevelopmentEmulator(EmulatorOptions options, TimeProvider timeProvider)
    {
        if (options.Endpoint is { } endpoint)
        {
            Endpoint = endpoint;
            return;
        }

        _options = new CloudBaseEmulatorOptions
        {
            Port = options.Port,
            SecretId = options.SecretId,
            SecretKey = options.SecretKey.Reveal(),
            ManagementEnvironmentId = options.ManagementEnvironment,
            DataDirectory = options.DataDirectory,
            ReadyDelay = options.ReadyDelay,
            ListLag = options.ListLag,
            TimeProvider = timeProvider,
        };
        options.Configure?.Invoke(_options);
        if (_options.Port == 0)
        {
            // The address is asked for before anything runs, so a free port is taken now and let go when the emulator takes it over.
            _reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _options.Port = ((IPEndPoint)_reserved.LocalEndPoint!).Port;
        }

        Endpoint = new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), _options.Port).Uri;
    }

    /// <summary>Gets where it is reached; known before it runs.</summary>
    public Uri Endpoint { get; }

    /// <summary>Gets whether it runs in this process.</summary>
    public bool IsInProcess => _options is not null;

    /// <summary>Returns the emulator in this process, starting it when it does not run yet.</summary>
    /// <param name="cancellationToken">Ends this caller's wait only.</param>
    /// <exception cref="InvalidOperationException">It runs elsewhere: ask it at <c>/_emulator/</c> of <see cref="Endpoint"/>.</exception>
    /// <exception cref="IOException">The port is taken, or the data directory is in use; the next call tries again.</exception>
    public async Task<CloudBaseEmulator> StartAsync(CancellationToken cancellationToken = default)
    {
        if (_options is null)
        {
            throw new InvalidOperationException($"The emulator at {Endpoint} runs outside this process: ask it at {new Uri(Endpoint, "/_emulator/state")}.");
        }

        if (_running is { IsCompletedSuccessfully: true } running)
        {
            return await running.ConfigureAwait(false);
        }

        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _reserved?.Dispose();
            _reserved = null;
            if (_running is null or { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _running = CloudBaseEmulator.StartAsync(_options, CancellationToken.None);
            }
        }
        finally
        {
            _starting.Release();
        }

        return await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _starting.WaitAsync().ConfigureAwait(false);
        Task<CloudBaseEmulator>? running;
        try
        {
            (running, _running, _disposed) = (_running, null, true);
            _reserved?.Dispose();
        }
        finally
        {
            _starting.Release();
        }

        if (running is null)
        {
            return;
        }

        try
        {
            await (await running.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
        {
            // It never started; whoever asked for it was told.
        }
    }

    /// <summary>Stops it without waiting until it has stopped.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();
}
