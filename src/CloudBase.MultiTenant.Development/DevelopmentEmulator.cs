using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.Development.Internal;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.Development;

/// <summary>The emulator that this host uses: one in this process, started when it is first needed, or one that runs elsewhere. Thread-safe.</summary>
/// <remarks>Resolve it to read what was bought or to script faults. The container stops it.</remarks>
public sealed class DevelopmentEmulator : IAsyncDisposable, IDisposable
{
    private readonly CloudBaseEmulatorOptions? _options;
    private readonly RemoteClock? _remoteClock;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Socket? _reserved;
    private Task<CloudBaseEmulator>? _running;
    private bool _disposed;

    internal DevelopmentEmulator(EmulatorOptions options, TimeProvider timeProvider)
    {
        _time = timeProvider;
        if (options.Endpoint is { } endpoint)
        {
            Endpoint = endpoint;
            _remoteClock = new RemoteClock(endpoint);
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
            // The address is asked for before anything runs, so a free port is taken now, and let go when the emulator has it.
            _reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _options.Port = ((IPEndPoint)_reserved.LocalEndPoint!).Port;
        }

        Endpoint = new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), _options.Port).Uri;
    }

    /// <summary>Gets where it is reached; known before it runs.</summary>
    public Uri Endpoint { get; }

    /// <summary>The key of its sandbox API; one that runs elsewhere is taken to have kept its own.</summary>
    internal string SandboxApiKey => _options?.SandboxApiKey ?? CloudBaseEmulatorOptions.DefaultSandboxApiKey;

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
            if (_running is null or { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _running = TakePortOverAsync(_options);
            }
        }
        finally
        {
            _starting.Release();
        }

        return await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Advances the clock that the emulator and this host share: credentials expire, packages lapse, isolated environments are purged, timers of this host fire.</summary>
    /// <param name="span">How far: more than 0, at most 3,650 days.</param>
    /// <param name="cancellationToken">Ends the wait; the clock may be advanced all the same.</param>
    /// <remarks>
    /// Of an emulator that runs elsewhere the clock is advanced for every host that uses it, and this host's follows; other hosts follow when they
    /// start. Deadlines of calls in flight pass as well: advance when what you wait for is done.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The span is out of range.</exception>
    /// <exception cref="InvalidOperationException">This host has a TimeProvider of its own, whose owner advances it.</exception>
    /// <exception cref="HttpRequestException">An emulator that runs elsewhere does not answer, or refuses; the message says why.</exception>
    public async Task AdvanceAsync(TimeSpan span, CancellationToken cancellationToken = default)
    {
        if (_time is not EmulatorClock clock)
        {
            throw new InvalidOperationException(
                $"This host has a clock of its own ({_time.GetType().Name}), registered as TimeProvider: advance that one. Without it, UseEmulator() gives the host and the emulator one clock.");
        }

        if (_remoteClock is null)
        {
            CloudBaseEmulator emulator = await StartAsync(cancellationToken).ConfigureAwait(false);
            await emulator.AdvanceAsync(span, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (span <= TimeSpan.Zero || span > TimeSpan.FromDays(3650))
        {
            throw new ArgumentOutOfRangeException(nameof(span), span, "The clock is advanced by more than 0 and at most 3650 days.");
        }

        Follow(clock, await _remoteClock.AdvanceAsync(span, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes this host's clock to where the one of an emulator that runs elsewhere is; null when there is nothing to follow with.</summary>
    internal async Task<TimeSpan?> FollowClockAsync(CancellationToken cancellationToken)
    {
        if (_remoteClock is null || _time is not EmulatorClock clock)
        {
            return null;
        }

        TimeSpan advanced = await _remoteClock.ReadAsync(cancellationToken).ConfigureAwait(false);
        Follow(clock, advanced);
        return advanced;
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

    /// <summary>Starts it on the port that was taken ahead.</summary>
    private async Task<CloudBaseEmulator> TakePortOverAsync(CloudBaseEmulatorOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere no second socket is bound beside the first, so that the port is anybody's for a moment.
            _reserved?.Dispose();
        }

        CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(options, CancellationToken.None).ConfigureAwait(false);
        _reserved?.Dispose();
        return emulator;
    }

    private static void Follow(EmulatorClock clock, TimeSpan advanced)
    {
        TimeSpan behind = advanced - clock.Advanced;
        if (behind > TimeSpan.Zero)
        {
            clock.Advance(behind);
        }
    }

    /// <summary>Stops it without waiting until it has stopped.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();
}
