using System.Diagnostics;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Commands;

/// <summary>Commands by envd's process service.</summary>
internal sealed class EnvdCommands(EnvdTransport transport, string provider) : ISandboxCommands
{
    private const string Service = "process.Process/";
    private const int InputPiece = 64 * 1024;

    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(5);
    private static readonly CommandOptions s_defaults = new();

    private EnvdServices Services => transport.Services;

    private SandboxId Sandbox => transport.Endpoint.Sandbox;

    public async Task<CommandResult> RunAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        using Activity? activity = CloudBaseTelemetry.ActivitySource.StartActivity(CloudBaseSpans.SandboxCommand, ActivityKind.Client);
        activity?.SetTag(CloudBaseTags.SandboxId, Sandbox.Value).SetTag(CloudBaseTags.SandboxProvider, provider);
        long startedAt = Services.TimeProvider.GetTimestamp();
        string outcome = "failed";
        try
        {
            EnvdProcess process = await StartAsync(command, options ?? s_defaults, cancellationToken).ConfigureAwait(false);
            await using (process.ConfigureAwait(false))
            {
                CommandResult result = await WaitOrKillAsync(process, cancellationToken).ConfigureAwait(false);
                outcome = result.IsSuccess ? "ok" : "exit";
                activity?.SetTag(CloudBaseTags.SandboxOutcome, outcome);
                return result;
            }
        }
        catch (Exception exception)
        {
            outcome = exception is OperationCanceledException ? "canceled" : exception is SandboxCommandTimeoutException ? "timeout" : outcome;
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name).SetTag(CloudBaseTags.SandboxOutcome, outcome).SetTag(CloudBaseTags.ErrorType, exception.GetType().Name);
            throw;
        }
        finally
        {
            Services.Metrics.Ran(provider, outcome, Services.TimeProvider.GetElapsedTime(startedAt));
        }
    }

    async Task<ISandboxProcess> ISandboxCommands.StartAsync(string command, CommandOptions? options, CancellationToken cancellationToken) =>
        await StartAsync(command, options ?? s_defaults, cancellationToken).ConfigureAwait(false);

    public async Task<ISandboxProcess> ConnectAsync(int processId, CancellationToken cancellationToken = default)
    {
        CommandOptions options = new() { Timeout = null };
        CommandRun run = new(Sandbox, options, Services.TimeProvider);
        ProcessRequest body = new() { Process = new() { Pid = processId } };
        EnvdStream stream = await EnvdStream.OpenAsync(transport, Stream("Connect", run, options, processId), body, EnvdJsonContext.Default.ProcessRequest, cancellationToken).ConfigureAwait(false);
        return await FirstAsync(stream, run, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<SandboxProcessInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        ProcessList list = await transport.CallAsync(Service + "List", new Nothing(), EnvdJsonContext.Default.Nothing, EnvdJsonContext.Default.ProcessList, null, safe: true, cancellationToken).ConfigureAwait(false);
        return [.. (list.Processes ?? []).Select(p => new SandboxProcessInfo { Id = p.Pid, Program = p.Config?.Cmd ?? string.Empty, Arguments = p.Config?.Args ?? [], WorkingDirectory = p.Config?.Cwd })];
    }

    public async Task<bool> SignalAsync(int processId, SandboxSignal signal, CancellationToken cancellationToken = default)
    {
        string name = signal switch
        {
            SandboxSignal.Terminate => "SIGNAL_SIGTERM",
            SandboxSignal.Kill => "SIGNAL_SIGKILL",
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Give Terminate or Kill."),
        };
        try
        {
            await CallAsync("SendSignal", new SignalRequest { Process = new() { Pid = processId }, Signal = name }, EnvdJsonContext.Default.SignalRequest, processId, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SandboxProcessNotFoundException)
        {
            return false;
        }
    }

    public async Task WriteInputAsync(int processId, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        for (int at = 0; at < input.Length; at += InputPiece)
        {
            byte[] piece = input.Slice(at, Math.Min(InputPiece, input.Length - at)).ToArray();
            await CallAsync("SendInput", new InputRequest { Process = new() { Pid = processId }, Input = new() { Stdin = piece } }, EnvdJsonContext.Default.InputRequest, processId, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task CloseInputAsync(int processId, CancellationToken cancellationToken) => transport.Version.ClosesInput || transport.Endpoint.Version is null
        ? CallAsync("CloseStdin", new ProcessRequest { Process = new() { Pid = processId } }, EnvdJsonContext.Default.ProcessRequest, processId, cancellationToken)
        : throw new NotSupportedException($"envd {transport.Version} cannot close a process's input, 0.5.2 and later can: take a newer template, or end the process with SignalAsync.");

    private async Task<EnvdProcess> StartAsync(string command, CommandOptions options, CancellationToken cancellationToken)
    {
        CommandRules.Check(command, options);
        cancellationToken.ThrowIfCancellationRequested();
        Task<EnvdProcess> starting = StartUncanceledAsync(command, options);
        try
        {
            return await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await GiveUpAsync(KillWhenStartedAsync(starting)).ConfigureAwait(false);
            throw;
        }
    }

    // Once it is sent, only its answer has the id by which it can be killed.
    private async Task<EnvdProcess> StartUncanceledAsync(string command, CommandOptions options)
    {
        CommandRun run = new(Sandbox, options, Services.TimeProvider);
        bool oldInput = !options.OpenInput && !transport.Version.ClosesInputAtStart;
        StartRequest body = new()
        {
            Process = new ProcessConfig
            {
                Cmd = "/bin/bash",
                Args = ["-l", "-c", oldInput ? "exec </dev/null; " + command : command],
                Envs = options.Environment,
                Cwd = options.WorkingDirectory,
            },
            Stdin = options.OpenInput,
        };
        EnvdStream stream = await EnvdStream.OpenAsync(transport, Stream("Start", run, options, null), body, EnvdJsonContext.Default.StartRequest, CancellationToken.None).ConfigureAwait(false);
        return await FirstAsync(stream, run, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<EnvdProcess> FirstAsync(EnvdStream stream, CommandRun run, CancellationToken cancellationToken)
    {
        int id = 0;
        ProcessEvents events = new(stream, run, Services.Options.StreamIdleTimeout, () => KillAsync(id));
        try
        {
            id = await events.ReadStartAsync(Services.Options.RequestTimeout).WaitAsync(cancellationToken).ConfigureAwait(false);
            return new EnvdProcess(this, events, run, id);
        }
        catch
        {
            await events.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<CommandResult> WaitOrKillAsync(EnvdProcess process, CancellationToken cancellationToken)
    {
        try
        {
            return await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await KillAsync(process.Id).ConfigureAwait(false);
            throw;
        }
    }

    private async Task KillWhenStartedAsync(Task<EnvdProcess> starting)
    {
        EnvdProcess process = await starting.ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            await SignalAsync(process.Id, SandboxSignal.Kill, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task KillAsync(int processId) => await GiveUpAsync(SignalAsync(processId, SandboxSignal.Kill, CancellationToken.None)).ConfigureAwait(false);

    private async Task GiveUpAsync(Task killing)
    {
        try
        {
            await killing.WaitAsync(s_killPatience, Services.TimeProvider).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CloudBaseException or TimeoutException)
        {
            killing.Forget();
            SandboxLog.CommandNotKilled(Services.Logger, Sandbox.Value, exception.Message);
        }
    }

    private async Task CallAsync<TRequest>(
        string method, TRequest body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TRequest> type, int processId, CancellationToken cancellationToken) =>
        _ = await transport.CallAsync(Service + method, body, type, EnvdJsonContext.Default.Nothing, fault => Missing(fault, processId), safe: false, cancellationToken).ConfigureAwait(false);

    private EnvdRequest Stream(string method, CommandRun run, CommandOptions options, int? processId) => new()
    {
        Action = Service + method,
        Method = HttpMethod.Post,
        Path = "/" + Service + method,
        User = options.User,
        Timeout = options.Timeout,
        Translate = fault => (processId is { } id ? Missing(fault, id) : null) ?? run.Translate(fault),
    };

    private SandboxProcessNotFoundException? Missing(EnvdFault fault, int processId) => fault.Is("not_found", 404)
        ? new SandboxProcessNotFoundException($"No process {processId} runs in sandbox '{Sandbox}': it has ended, or never was. Commands.ListAsync says what runs.", Sandbox, processId)
        : null;
}
