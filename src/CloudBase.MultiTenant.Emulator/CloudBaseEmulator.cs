using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Sandboxes;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator;

/// <summary>CloudBase offline, in this process: the control plane, the gateways of its environments, and faults on demand. Thread-safe.</summary>
/// <remarks>Dispose it to stop; what <see cref="CloudBaseEmulatorOptions.DataDirectory"/> holds can be started again.</remarks>
public sealed class CloudBaseEmulator : IAsyncDisposable
{
    private readonly EmulatorCore _core;
    private readonly KestrelFront? _front;

    private CloudBaseEmulator(CloudBaseEmulatorOptions options, EmulatorCore core, KestrelFront? front, Uri endpoint)
    {
        _core = core;
        _front = front;
        Endpoint = endpoint;
        SecretId = options.SecretId;
        SecretKey = options.SecretKey;
        AccountUin = options.AccountUin;
        AppId = options.AppId;
        SandboxApiKey = options.SandboxApiKey;
        Faults = new EmulatorFaults(core.Faults);
    }

    /// <summary>Where the emulator listens; also the base of <c>/_emulator/</c> and <c>/_gateway/{envId}/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The root account's SecretId.</summary>
    public string SecretId { get; }

    /// <summary>The root account's SecretKey.</summary>
    public string SecretKey { get; }

    /// <summary>The root account's UIN.</summary>
    public string AccountUin { get; }

    /// <summary>The root account's APPID.</summary>
    public long AppId { get; }

    /// <summary>The emulator's own key of the sandbox API (<c>E2B_API_KEY</c>); its address is <see cref="Endpoint"/>.</summary>
    public string SandboxApiKey { get; }

    /// <summary>The platform's own environment; it was not ordered, and is in no ledger.</summary>
    public string ManagementEnvironmentId => _core.Account.ManagementEnvironmentId;

    /// <summary>The emulator's clock. Give it to the client under test, so that both see the same time.</summary>
    public TimeProvider TimeProvider => _core.Time;

    /// <summary>The fault scripts in force.</summary>
    public EmulatorFaults Faults { get; }

    /// <summary>Every paid order so far, oldest first; what fell due by now is included.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => _core.Account.Ledger(out _);

    /// <summary>Every sandbox that is known, ended ones included, in the order of creation, with how long it has run.</summary>
    public IReadOnlyList<EmulatedSandbox> Sandboxes => [.. _core.Sandboxes.All(ended: true).Select(EmulatedSandbox.Of)];

    /// <summary>How many calls it has answered.</summary>
    internal long CallsAnswered => _core.CallsAnswered;

    /// <summary>Completes, with what to say, when the state cannot be kept any more; null where it is in memory.</summary>
    internal Task<string>? Broken => _core.Broken;

    /// <summary>Starts an emulator.</summary>
    /// <exception cref="ArgumentException">An option does not make sense; the message names it.</exception>
    /// <exception cref="IOException">The port is taken, or the data directory is in use.</exception>
    /// <exception cref="InvalidDataException">The data directory is damaged; the message names the line.</exception>
    public static Task<CloudBaseEmulator> StartAsync(CloudBaseEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new CloudBaseEmulatorOptions();
        OptionsCheck.Require(options);
        return StartAsync(options, SandboxRuntimeChoice.For(options), cancellationToken);
    }

    internal static async Task<CloudBaseEmulator> StartAsync(CloudBaseEmulatorOptions options, RuntimeSource sandboxes, CancellationToken cancellationToken)
    {
        var core = new EmulatorCore(options, sandboxes);
        try
        {
            if (!options.Listen)
            {
                return new CloudBaseEmulator(options, core, null, new Uri("http://emulator.invalid/"));
            }

            var (front, endpoint) = await KestrelFront.StartAsync(core, options.Address, options.Port, cancellationToken).ConfigureAwait(false);
            return new CloudBaseEmulator(options, core, front, endpoint);
        }
        catch
        {
            await core.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the account holds now, without lag and without secrets.</summary>
    public EmulatorSnapshot GetState() => _core.Account.Snapshot(out _);

    /// <summary>A handler that reaches this emulator without a socket, under the cloud's own host names or any other.</summary>
    public HttpMessageHandler CreateHandler() => new SocketlessHandler(_core);

    /// <summary>Sets the account's balance in CNY.</summary>
    public Task SetBalanceAsync(decimal balance, CancellationToken cancellationToken = default) =>
        _core.Account.Change(balance, null).WaitAsync(cancellationToken);

    /// <summary>Sets whether new environments are sold out.</summary>
    public Task SetSoldOutAsync(bool soldOut, CancellationToken cancellationToken = default) =>
        _core.Account.Change(null, soldOut).WaitAsync(cancellationToken);

    /// <summary>Sets how much of a metric an environment has used, as DescribeQuotaData says from then on; nothing counts it up.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="metric">The metric by its published name, such as <c>FunctionInvocationpkg</c>.</param>
    /// <param name="value">How much, in the metric's own unit.</param>
    /// <param name="cancellationToken">Ends the wait until it is kept.</param>
    /// <exception cref="ArgumentException">There is no such environment or metric, or the value is negative.</exception>
    public Task SetUsageAsync(string environmentId, string metric, long value, CancellationToken cancellationToken = default) =>
        _core.Account.SetUsage(environmentId, metric, value).WaitAsync(cancellationToken);

    /// <summary>Advances the clock: credentials expire, packages lapse or renew themselves, isolated environments are purged, late calls land.</summary>
    /// <param name="span">How far: more than 0, at most 3,650 days.</param>
    /// <param name="cancellationToken">Ends the wait until it is kept; the clock stays advanced.</param>
    /// <remarks>Advance in steps to see what background work does on the way, such as a renewal before a package lapses.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The span is out of range.</exception>
    /// <exception cref="InvalidOperationException">The emulator was given a clock that is not an <see cref="EmulatorClock"/>: its owner advances it.</exception>
    public Task AdvanceAsync(TimeSpan span, CancellationToken cancellationToken = default) => _core.Account.Advance(span).WaitAsync(cancellationToken);

    /// <summary>Writes all state to a versioned file, with the secrets of the emulated account.</summary>
    public async Task ExportAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var file = _core.Account.Export(out var durable);
        await durable.WaitAsync(cancellationToken).ConfigureAwait(false);
        await destination.WriteAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces all state by that of a file of <see cref="ExportAsync"/>. Fault scripts are given up; the root keys stay this emulator's.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a newer version; nothing was changed.</exception>
    public async Task ImportAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = new MemoryStream();
        await source.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        await _core.Import(file.GetBuffer().AsMemory(0, (int)file.Length)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Kills a running sandbox as a crash would: nobody asked for it, and what was attached to it is cut.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it is not there, or has ended.</returns>
    public Task<bool> CrashSandboxAsync(string id, CancellationToken cancellationToken = default) => _core.Sandboxes.CrashAsync(id, cancellationToken);

    /// <summary>Gives up all state and all fault scripts: a new account with the same keys.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) => _core.Reset().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _core.Sandboxes.DetachAll();
        if (_front is not null)
        {
            await _front.DisposeAsync().ConfigureAwait(false);
        }

        await _core.DisposeAsync().ConfigureAwait(false);
    }
}
