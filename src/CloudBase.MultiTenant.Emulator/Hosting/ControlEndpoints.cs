using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>The emulator's own endpoints under <c>/_emulator/</c>: health, state, ledger, faults, account, usage, clock, export, import, reset.</summary>
internal sealed class ControlEndpoints(EmulatorCore core)
{
    public const string Prefix = "/_emulator/";
    public const string Health = Prefix + "health";
    public const string Import = Prefix + "import";
    private const string Sandbox = "sandboxes/";

    public CloudReply Handle(CloudRequest request)
    {
        try
        {
            return (request.Method, request.Path[Prefix.Length..]) switch
            {
                ("GET", "health") => Text(200, """{"status":"ready"}"""),
                ("GET", "state") => Json(JsonSerializer.SerializeToUtf8Bytes(core.Account.Snapshot(out var durable), ControlJson.Default.EmulatorSnapshot), durable),
                ("GET", "ledger") => Json(JsonSerializer.SerializeToUtf8Bytes(core.Account.Ledger(out var durable), ControlJson.Default.IReadOnlyListLedgerEntry), durable),
                ("GET", "sandboxes") => ListSandboxes(),
                ("DELETE", var path) when path.StartsWith(Sandbox, StringComparison.Ordinal) => Json("{}"u8.ToArray(), core.Sandboxes.CrashAsync(path[Sandbox.Length..], CancellationToken.None)),
                ("GET", "faults") => Json(JsonSerializer.SerializeToUtf8Bytes(core.Faults.Scripts, ControlJson.Default.IReadOnlyListFaultScript), Task.CompletedTask),
                ("POST", "faults") => AddFaults(request),
                ("DELETE", "faults") => ClearFaults(),
                ("POST", "account") => Change(request),
                ("POST", "usage") => SetUsage(request),
                ("GET", "clock") => Clock(Task.CompletedTask),
                ("POST", "clock") => Advance(request),
                ("GET", "export") => Json(core.Account.Export(out var durable), durable),
                ("POST", "import") => Json("{}"u8.ToArray(), core.Import(request.Body)),
                ("POST", "reset") => Json("{}"u8.ToArray(), core.Reset()),
                _ => Text(404, """{"error":"served are health, state, ledger, export (GET), faults (GET, POST, DELETE), sandboxes (GET), sandboxes/ID (DELETE: it crashes), clock (GET, POST), account, usage, import, reset (POST)"}"""),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidDataException)
        {
            return Error(400, ControlBody.Sentence(exception));
        }
        catch (InvalidOperationException exception)
        {
            return Error(409, exception.Message);
        }
    }

    private CloudReply AddFaults(CloudRequest request)
    {
        var scripts = ControlBody.ReadMany(request.Body, ControlJson.Default.FaultScriptBody, FaultScriptBody.Example).Select(body => body.ToScript()).ToList();
        foreach (var script in scripts)
        {
            script.Validate();
        }

        foreach (var script in scripts)
        {
            core.Faults.Add(script);
        }

        return Text(200, "{}");
    }

    private CloudReply ListSandboxes()
    {
        IReadOnlyList<EmulatedSandbox> sandboxes = [.. core.Sandboxes.All(ended: true).Select(EmulatedSandbox.Of)];
        return Json(JsonSerializer.SerializeToUtf8Bytes(sandboxes, ControlJson.Default.IReadOnlyListEmulatedSandbox), Task.CompletedTask);
    }

    private CloudReply ClearFaults()
    {
        core.Faults.Clear();
        return Text(200, "{}");
    }

    private CloudReply Change(CloudRequest request)
    {
        var change = ControlBody.Read(request.Body, ControlJson.Default.AccountChange, AccountChange.Example);
        return Json("{}"u8.ToArray(), core.Account.Change(change.Balance, change.SoldOut));
    }

    private CloudReply SetUsage(CloudRequest request)
    {
        var change = ControlBody.Read(request.Body, ControlJson.Default.UsageChange, UsageChange.Example);
        return change is { Environment: { } environment, Metric: { } metric, Value: { } value }
            ? Json("{}"u8.ToArray(), core.Account.SetUsage(environment, metric, value))
            : throw new ArgumentException($"Send whose meter, which and how much, such as {UsageChange.Example}.");
    }

    private static CloudReply Text(int status, string json) => new() { Status = status, Body = Encoding.UTF8.GetBytes(json) };

    private CloudReply Advance(CloudRequest request)
    {
        var change = ControlBody.Read(request.Body, ControlJson.Default.ClockChange, ClockChange.Example);
        return Clock(core.Account.Advance(change.Required()));
    }

    private CloudReply Clock(Task durable) => Json(JsonSerializer.SerializeToUtf8Bytes(ClockReading.Of(core.Time), ControlJson.Default.ClockReading), durable);

    private static CloudReply Error(int status, string message) =>
        new() { Status = status, Body = ErrorJson.Of(message) };

    private static CloudReply Json(ReadOnlyMemory<byte> body, Task durable) => new() { Body = body, Durable = durable };
}
