using System.Text;
using CloudBase.MultiTenant.Emulator.Actions.Tcb;
using CloudBase.MultiTenant.Emulator.Faults;
using CloudBase.MultiTenant.Emulator.Gateway;
using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Persistence;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Api;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>One emulator without its transport: routes a request to the control plane, a gateway, or its own endpoints. Thread-safe.</summary>
internal sealed class EmulatorCore : IAsyncDisposable
{
    private readonly AccountState _state;
    private readonly ControlPlane _controlPlane;
    private readonly EnvironmentGateway _gateway;
    private readonly ControlEndpoints _control;
    private readonly SandboxApi _sandboxApi;
    private readonly RequestLog _log = new();
    private readonly PageEndpoints _page;
    private readonly RequestIds _requestIds;
    private readonly Journal? _journal;
    private readonly TimeProvider _time;
    private readonly bool _allowRemoteManagement;
    private readonly bool _isAccountsKeyKnown;
    private readonly bool _isSandboxKeyKnown;

    public EmulatorCore(CloudBaseEmulatorOptions options, RuntimeSource sandboxes)
    {
        _time = options.TimeProvider;
        _state = new AccountState(options);
        Account = new AccountControl(_state, _time);
        Faults = new FaultInjector(options.Seed);
        Sandboxes = new SandboxFleet(options, sandboxes);
        SandboxFront = new SandboxFront(Sandboxes, Faults);
        _sandboxApi = new SandboxApi(Sandboxes, Faults);
        _controlPlane = new ControlPlane(_state, Sandboxes, Faults, new ReplyBuffer.Pool());
        _gateway = new EnvironmentGateway(_state, Faults);
        _allowRemoteManagement = options.AllowRemoteManagement;
        _isAccountsKeyKnown = options.SecretKey == CloudBaseEmulatorOptions.DefaultSecretKey;
        _isSandboxKeyKnown = options.SandboxApiKey == CloudBaseEmulatorOptions.DefaultSandboxApiKey;
        _control = new ControlEndpoints(this);
        var reader = new PageReader(this, _state, _log);
        _page = new PageEndpoints(this, reader, new SandboxReader(this, reader));
        _journal = options.DataDirectory is { } directory ? Persistence.DataDirectory.Open(directory, options.SyncToDisk, _state.Tables) : null;
        Account.CatchUp();
        lock (_state.Gate)
        {
            _state.Open((IChangeSink?)_journal ?? NoSink.Instance, _time.GetUtcNow());
            _requestIds = new RequestIds(_state.Chance.Bytes(16));
        }
    }

    public AccountControl Account { get; }

    public FaultInjector Faults { get; }

    /// <summary>How many calls were answered, those of sandboxes' own traffic and of the page not counted.</summary>
    public long CallsAnswered => _log.Last;

    public SandboxFleet Sandboxes { get; }

    /// <summary>Takes requests to sandboxes before their bodies are read.</summary>
    public SandboxFront SandboxFront { get; }

    public TimeProvider Time => _time;

    /// <summary>Completes, with what to say, when the state cannot be kept any more; null where it is in memory.</summary>
    public Task<string>? Broken => _journal?.Broken;

    /// <summary>The time that a request is judged by and the Date header of its reply shows.</summary>
    public DateTimeOffset ServerTimeFor(CloudRequest request) => CallerTime.Of(request, _time) + Faults.ClockSkew;

    public async ValueTask<CloudReply> HandleAsync(CloudRequest request)
    {
        if (request.Path.StartsWith(ControlEndpoints.Prefix, StringComparison.Ordinal))
        {
            return await FinishAsync(Manage(request)).ConfigureAwait(false);
        }

        var entry = RequestLog.Begin(request, _requestIds.Next(), _time.GetUtcNow());
        var reply = _journal?.Trouble is { } trouble
            ? BrokenJournal.Called(request, entry.RequestId, trouble)
            : await FinishAsync(await RouteAsync(request, entry).ConfigureAwait(false)).ConfigureAwait(false);
        _log.End(entry, reply);
        return reply;
    }

    /// <exception cref="InvalidDataException">The file is none, is damaged, or is of a newer version; nothing was changed.</exception>
    public Task Import(ReadOnlyMemory<byte> file)
    {
        // Read whole into tables of its own first: what cannot be read must not cost what is there.
        var rows = StateFile.Read(file, new AccountState(_state.Options).Tables);
        Faults.Clear();
        _controlPlane.Forget();
        lock (_state.Gate)
        {
            _state.Replace(rows, _time.GetUtcNow());
            Account.CatchUp();
            return _state.Commit();
        }
    }

    public Task Reset()
    {
        Faults.Clear();
        _log.Clear();
        _controlPlane.Forget();
        var ended = Sandboxes.ResetAsync();
        lock (_state.Gate)
        {
            _state.Reset(_time.GetUtcNow());
            return Task.WhenAll(ended, _state.Commit());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Sandboxes.DisposeAsync().ConfigureAwait(false);
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether a request may replace the state, judged before its body is read: nobody else's large body is taken in.</summary>
    public bool MayImport(CloudRequest request) =>
        request is { Method: "POST", Path: ControlEndpoints.Import } && ManagementGuard.Refusal(request, _allowRemoteManagement) is null;

    private CloudReply Manage(CloudRequest request) =>
        request.Path != ControlEndpoints.Health && ManagementGuard.Refusal(request, _allowRemoteManagement) is { } refusal ? PageReply.Error(403, refusal)
            : _journal?.Trouble is { } trouble ? BrokenJournal.Managed(trouble)
            : _page.TryHandle(request) ?? _control.Handle(request);

    private static async ValueTask<CloudReply> FinishAsync(CloudReply reply)
    {
        try
        {
            await reply.Durable.ConfigureAwait(false);
            return reply;
        }
        catch (IOException)
        {
            // What cannot be kept is not answered for.
            reply.Dispose();
            return CloudReply.Aborted;
        }
    }

    private CloudReply? Rebound(CloudRequest request, bool isKeyKnown) =>
        KnownKeyGuard.Refusal(request, isKeyKnown, _allowRemoteManagement) is { } refusal ? PageReply.Error(403, refusal) : null;

    private ValueTask<CloudReply> RouteAsync(CloudRequest request, RequestEntry entry)
    {
        if (request.Path == "/_emulator")
        {
            return ValueTask.FromResult(PageReply.SeeOther(ControlEndpoints.Prefix));
        }

        if (request.Method == "GET" && FunctionDownloads.TryServe(_state, request.Path) is { } code)
        {
            return ValueTask.FromResult(code);
        }

        if (GatewayAddress.Of(request) is { } address)
        {
            return _gateway.HandleAsync(request, address, entry);
        }

        if (ApiRoute.Of(request) is { } route)
        {
            return Rebound(request, _isSandboxKeyKnown) is { } rebound ? ValueTask.FromResult(rebound) : _sandboxApi.HandleAsync(request, route, entry);
        }

        if (SandboxAddress.Of(request.HostName, request.Path, request.Query, request.Headers) is not null)
        {
            // Only a caller without a socket comes here: over one, these requests are taken before.
            return ValueTask.FromResult(SandboxApi.Error(501, "Commands, files and ports of a sandbox are streams, which the handler without a socket does not carry; let the emulator listen and use its Endpoint."));
        }

        if (request.Path == "/" && request.Method is "POST" or "GET")
        {
            return Rebound(request, _isAccountsKeyKnown) is { } rebound ? ValueTask.FromResult(rebound) : _controlPlane.HandleAsync(request, entry);
        }

        return ValueTask.FromResult(new CloudReply
        {
            Status = 404,
            Body = Encoding.UTF8.GetBytes("""{"error":"served are POST / and GET /?query (Tencent Cloud API 3.0), environment gateways, the sandbox API (/sandboxes), sandboxes, and /_emulator/"}"""),
        });
    }
}
