using CloudBase.MultiTenant.Emulator.Faults;
using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>The E2B control API: starts, lists, pauses and ends sandboxes, and saves snapshots. Thread-safe.</summary>
internal sealed class SandboxApi(SandboxFleet fleet, FaultInjector faults)
{
    private readonly SandboxCalls _calls = new(fleet);
    private readonly SnapshotCalls _snapshots = new(fleet);

    public async ValueTask<CloudReply> HandleAsync(CloudRequest request, ApiRoute route, RequestEntry entry)
    {
        entry.ForSandboxes(route.Operation);
        if (!fleet.TakesKey(KeyOf(request)))
        {
            return Error(401, "The API key is missing or unknown; send the emulator's own (--api-key), or one that ags CreateAPIKey made, as X-API-Key.");
        }

        var strikes = faults.Strike("sandbox", route.Operation);
        entry.Struck(strikes);
        if (strikes.Count > 0 && await StrikeBeforeAsync(strikes).ConfigureAwait(false) is { } struck)
        {
            return struck;
        }

        var reply = await ServeAsync(request, route).ConfigureAwait(false);
        return strikes.Count == 0 ? reply : StrikeAfter(strikes) ?? reply;
    }

    internal static CloudReply Error(int status, string message, string? retryAfter = null) => new()
    {
        Status = status,
        Body = SandboxReply.Error(status, message),
        Headers = retryAfter is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Retry-After"] = retryAfter },
    };

    private async Task<CloudReply> ServeAsync(CloudRequest request, ApiRoute route)
    {
        try
        {
            // A start that was sent goes on when its caller goes: nobody's cancellation reaches in here.
            return route.Operation switch
            {
                ApiRoute.NotServed => Error(501, $"'{request.Method} {request.Path}' (template builds, volumes, secrets) is not served by this emulator."),
                ApiRoute.Unknown => Error(404, $"'{request.Method} {request.Path}' is not one of the sandbox API."),
                "CreateSnapshot" or "ForkSandbox" or "ListSnapshots" or "DeleteTemplate" or "ListTemplates" => await _snapshots.HandleAsync(request, route).ConfigureAwait(false),
                _ => await _calls.HandleAsync(request, route).ConfigureAwait(false),
            };
        }
        catch (FleetException exception)
        {
            return exception.Error switch
            {
                FleetError.NotFound => Error(404, exception.Message),
                FleetError.Conflict => Error(409, exception.Message),
                FleetError.LimitExceeded => Error(429, exception.Message, "1"),
                FleetError.Invalid => Error(400, exception.Message),
                _ => Error(503, exception.Message),
            };
        }
        catch (ApiException exception)
        {
            return Error(exception.Status, exception.Message);
        }
    }

    private async Task<CloudReply?> StrikeBeforeAsync(IReadOnlyList<FaultStrike> strikes)
    {
        foreach (var strike in strikes)
        {
            switch (strike.Script.Kind)
            {
                case FaultKind.Latency:
                    await Task.Delay(strike.Script.Delay!.Value, fleet.Options.TimeProvider).ConfigureAwait(false);
                    break;
                case FaultKind.Throttle:
                    return Error(429, strike.Script.Message ?? "The request was throttled by a fault script.", "1");
                case FaultKind.Error:
                    return Error(500, strike.Script.Message ?? "A fault script answered this call.");
                case FaultKind.BadGateway:
                    return Error(502, "A fault script answered this call.");
                case FaultKind.ReplyLostBeforeEffect:
                    return CloudReply.Aborted;
            }
        }

        return null;
    }

    private static CloudReply? StrikeAfter(IReadOnlyList<FaultStrike> strikes)
    {
        foreach (var strike in strikes)
        {
            switch (strike.Script.Kind)
            {
                case FaultKind.ReplyLostAfterEffect or FaultKind.LandsLate:
                    return CloudReply.Aborted;
                case FaultKind.ErrorAfterEffect:
                    return Error(500, strike.Script.Message ?? "A fault script answered this call.");
                case FaultKind.BadGatewayAfterEffect:
                    return Error(502, "A fault script answered this call.");
            }
        }

        return null;
    }

    private static string KeyOf(CloudRequest request)
    {
        var key = request.Header("X-API-Key");
        if (key.Length > 0)
        {
            return key;
        }

        var bearer = request.Header("Authorization");
        return bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer["Bearer ".Length..].Trim() : string.Empty;
    }
}
