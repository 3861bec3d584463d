using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;

/// <summary>process.Process: starts commands, streams what they write, and signals them.</summary>
internal sealed class ProcessService(TimeProvider time)
{
    public const string Prefix = "/process.Process/";

    public Task HandleAsync(ConnectCall call, string method) => method switch
    {
        "Start" => StartAsync(call),
        "Connect" => ConnectAsync(call),
        "List" => ListAsync(call),
        "SendInput" => SendInputAsync(call),
        "CloseStdin" => CloseInputAsync(call),
        "SendSignal" => SendSignalAsync(call),
        "Update" or "StreamInput" => throw new ConnectException("unimplemented", $"process.Process/{method} is not served by this emulator (terminals are not); use SendInput."),
        _ => throw new ConnectException("unimplemented", $"process.Process has no method '{method}'."),
    };

    private async Task StartAsync(ConnectCall call)
    {
        using var request = await call.ReadAsync(stream: true).ConfigureAwait(false);
        var start = ProcessJson.ReadStart(request.RootElement, call.User);
        // The caller's deadline is the command's: it is killed then, whether anybody listens or not.
        var (process, events) = await call.Run.Processes.StartAsync(start, ProcessJson.Text(request.RootElement, "tag"), call.Timeout, call.Attached).ConfigureAwait(false);
        using (events)
        {
            await StreamAsync(call, process, events, null).ConfigureAwait(false);
        }
    }

    private async Task ConnectAsync(ConnectCall call)
    {
        using var request = await call.ReadAsync(stream: true).ConfigureAwait(false);
        var process = ProcessJson.Select(call.Run.Processes, request.RootElement);
        using var events = process.Subscribe() ?? throw new ConnectException("not_found", $"process with pid {process.Id} not found");
        await StreamAsync(call, process, events, call.Timeout).ConfigureAwait(false);
    }

    private async Task StreamAsync(ConnectCall call, EnvdProcess process, ProcessSubscription events, TimeSpan? timeout)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Attached, deadline.Token);
        var stream = await call.OpenAsync().ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(json => ProcessJson.WriteStarted(json, process.Id), either.Token).ConfigureAwait(false);
            while (true)
            {
                if (!await KeepAlive.WaitAsync(events.Events, call.KeepAlive, time, either.Token).ConfigureAwait(false))
                {
                    await stream.WriteAsync(ProcessJson.WriteKeepAlive, either.Token).ConfigureAwait(false);
                    continue;
                }

                while (events.Events.TryRead(out var happened))
                {
                    if (happened is ProcessEvent.End end)
                    {
                        await EndAsync(call, stream, end).ConfigureAwait(false);
                        return;
                    }

                    await stream.WriteAsync(json => ProcessJson.WriteData(json, (ProcessEvent.Data)happened), either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !call.Attached.IsCancellationRequested)
        {
            throw new ConnectException("deadline_exceeded", "The time that the caller gave is over; the command goes on.");
        }
    }

    private static async Task EndAsync(ConnectCall call, EnvelopeWriter stream, ProcessEvent.End end)
    {
        if (end.TimedOut)
        {
            throw new ConnectException("deadline_exceeded", "The command took longer than it was given, and was killed.");
        }

        await stream.WriteAsync(json => ProcessJson.WriteEnd(json, end.Exit), call.Attached).ConfigureAwait(false);
        await stream.EndAsync(null, call.Attached).ConfigureAwait(false);
    }

    private static async Task ListAsync(ConnectCall call)
    {
        using var request = await call.ReadAsync(stream: false).ConfigureAwait(false);
        await call.AnswerAsync(json => ProcessJson.WriteList(json, call.Run.Processes.All)).ConfigureAwait(false);
    }

    private static async Task SendInputAsync(ConnectCall call)
    {
        using var request = await call.ReadAsync(stream: false).ConfigureAwait(false);
        var process = ProcessJson.Select(call.Run.Processes, request.RootElement);
        if (!request.RootElement.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Object
            || !input.TryGetProperty("stdin", out var text) || text.ValueKind != JsonValueKind.String || !text.TryGetBytesFromBase64(out var bytes))
        {
            throw new ConnectException("invalid_argument", "input.stdin is missing or is not base64; terminals (pty) are not served by this emulator.");
        }

        if (!await process.WriteInputAsync(bytes, call.Attached).ConfigureAwait(false))
        {
            throw new ConnectException("failed_precondition", $"The input of the process {process.Id} is not open.");
        }

        await call.AnswerEmptyAsync().ConfigureAwait(false);
    }

    private static async Task CloseInputAsync(ConnectCall call)
    {
        using var request = await call.ReadAsync(stream: false).ConfigureAwait(false);
        await ProcessJson.Select(call.Run.Processes, request.RootElement).CloseInputAsync(call.Attached).ConfigureAwait(false);
        await call.AnswerEmptyAsync().ConfigureAwait(false);
    }

    private static async Task SendSignalAsync(ConnectCall call)
    {
        using var request = await call.ReadAsync(stream: false).ConfigureAwait(false);
        var process = ProcessJson.Select(call.Run.Processes, request.RootElement);
        var signal = ProcessJson.Text(request.RootElement, "signal") switch
        {
            "SIGNAL_SIGKILL" => 9,
            "SIGNAL_SIGTERM" => 15,
            var other => throw new ConnectException("unimplemented", $"The signal '{other}' is not served; there are SIGNAL_SIGKILL and SIGNAL_SIGTERM."),
        };
        if (!process.Signal(signal))
        {
            throw new ConnectException("not_found", $"process with pid {process.Id} not found");
        }

        await call.AnswerEmptyAsync().ConfigureAwait(false);
    }
}
