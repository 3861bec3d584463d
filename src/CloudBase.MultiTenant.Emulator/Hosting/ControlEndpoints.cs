using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>The emulator's own endpoints under <c>/_emulator/</c>: health, state, ledger, faults, account, reset.</summary>
internal sealed class ControlEndpoints(EmulatorCore core)
{
    public const string Prefix = "/_emulator/";

    public CloudReply Handle(CloudRequest request)
    {
        try
        {
            return (request.Method, request.Path[Prefix.Length..]) switch
            {
                ("GET", "health") => Text(200, """{"status":"ready"}"""),
                ("GET", "state") => Json(JsonSerializer.SerializeToUtf8Bytes(core.Snapshot(out var durable), ControlJson.Default.EmulatorSnapshot), durable),
                ("GET", "ledger") => Json(JsonSerializer.SerializeToUtf8Bytes(core.Ledger(out var durable), ControlJson.Default.IReadOnlyListLedgerEntry), durable),
                ("GET", "faults") => Json(JsonSerializer.SerializeToUtf8Bytes(core.Faults.Scripts, ControlJson.Default.IReadOnlyListFaultScript), Task.CompletedTask),
                ("POST", "faults") => AddFaults(request),
                ("DELETE", "faults") => ClearFaults(),
                ("POST", "account") => Change(request),
                ("POST", "reset") => Json("{}"u8.ToArray(), core.Reset()),
                _ => Text(404, """{"error":"served are health, state, ledger (GET), faults (GET, POST, DELETE), account (POST), reset (POST)"}"""),
            };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return Text(400, $$"""{"error":{{JsonSerializer.Serialize(exception.Message, SmallJson.Default.String)}}}""");
        }
    }

    private CloudReply AddFaults(CloudRequest request)
    {
        IReadOnlyList<FaultScriptBody> bodies = request.Body.Span.TrimStart(" \r\n\t"u8) is [(byte)'[', ..]
            ? JsonSerializer.Deserialize(request.Body.Span, ControlJson.Default.IReadOnlyListFaultScriptBody)!
            : [JsonSerializer.Deserialize(request.Body.Span, ControlJson.Default.FaultScriptBody)!];
        var scripts = bodies.Select(body => body.ToScript()).ToList();
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

    private CloudReply ClearFaults()
    {
        core.Faults.Clear();
        return Text(200, "{}");
    }

    private CloudReply Change(CloudRequest request)
    {
        var change = JsonSerializer.Deserialize(request.Body.Span, ControlJson.Default.AccountChange)!;
        return Json("{}"u8.ToArray(), core.ChangeAccount(change.Balance, change.SoldOut));
    }

    private static CloudReply Text(int status, string json) => new() { Status = status, Body = Encoding.UTF8.GetBytes(json) };

    private static CloudReply Json(byte[] body, Task durable) => new() { Body = body, Durable = durable };
}
