using CloudBase.MultiTenant.Emulator.Hosting;

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

    /// <summary>The platform's own environment; it was not ordered, and is in no ledger.</summary>
    public string ManagementEnvironmentId => _core.ManagementEnvironmentId;

    /// <summary>The fault scripts in force.</summary>
    public EmulatorFaults Faults { get; }

    /// <summary>Every paid order so far, oldest first; what fell due by now is included.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => _core.Ledger(out _);

    /// <summary>Starts an emulator.</summary>
    /// <exception cref="ArgumentException">An option does not make sense; the message names it.</exception>
    /// <exception cref="IOException">The port is taken, or the data directory is in use.</exception>
    /// <exception cref="InvalidDataException">The data directory is damaged; the message names the line.</exception>
    public static async Task<CloudBaseEmulator> StartAsync(CloudBaseEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new CloudBaseEmulatorOptions();
        OptionsCheck.Require(options);
        var core = new EmulatorCore(options);
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
    public EmulatorSnapshot GetState() => _core.Snapshot(out _);

    /// <summary>A handler that reaches this emulator without a socket, under the cloud's own host names or any other.</summary>
    public HttpMessageHandler CreateHandler() => new SocketlessHandler(_core);

    /// <summary>Sets the account's balance in CNY.</summary>
    public Task SetBalanceAsync(decimal balance, CancellationToken cancellationToken = default) =>
        _core.ChangeAccount(balance, null).WaitAsync(cancellationToken);

    /// <summary>Sets whether new environments are sold out.</summary>
    public Task SetSoldOutAsync(bool soldOut, CancellationToken cancellationToken = default) =>
        _core.ChangeAccount(null, soldOut).WaitAsync(cancellationToken);

    /// <summary>Gives up all state and all fault scripts: a new account with the same keys.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) => _core.Reset().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
        {
            await _front.DisposeAsync().ConfigureAwait(false);
        }

        await _core.DisposeAsync().ConfigureAwait(false);
    }
}
