using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator.Faults;
using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Gateway;

/// <summary>Answers for the environments themselves: takes an environment's API keys and refuses every other environment's. Thread-safe.</summary>
/// <remarks>
/// Served are <c>POST /v1/functions/{name}</c> (no function is deployed, so the answer to a good key is 404 FUNCTION_NOT_FOUND) and a
/// document read, <c>GET /v1/database/collections/{name}/documents</c>, whose path is the emulator's own (collections are empty).
/// </remarks>
internal sealed class EnvironmentGateway(AccountState state, FaultInjector faults)
{
    private const string FunctionsPath = "/v1/functions/";
    private const string CollectionsPath = "/v1/database/collections/";
    private readonly RateLimiter _rates = new();

    public async ValueTask<CloudReply> HandleAsync(CloudRequest request, GatewayAddress address, RequestEntry entry)
    {
        var requestId = entry.RequestId;
        entry.ForGateway(address.EnvironmentId, address.Path);
        var operation = OperationOf(request.Method, address.Path);
        if (operation is not null)
        {
            var strikes = faults.Strike("gateway", operation);
            entry.Struck(strikes);
            foreach (var strike in strikes)
            {
                switch (strike.Script.Kind)
                {
                    case FaultKind.Latency:
                        await Task.Delay(strike.Script.Delay!.Value, state.Options.TimeProvider).ConfigureAwait(false);
                        break;
                    case FaultKind.Throttle:
                        return Answer(429, "QPS_LIMIT_EXCEEDED", "A fault script throttled this call.", requestId);
                    case FaultKind.Error:
                        return Answer(500, strike.Script.ErrorCode ?? "INTERNAL_ERROR", strike.Script.Message ?? "A fault script answered this call.", requestId);
                    case FaultKind.ReplyLostBeforeEffect or FaultKind.ReplyLostAfterEffect:
                        return CloudReply.Aborted;
                }
            }
        }

        var header = request.Header("Authorization");
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Answer(401, "MISSING_CREDENTIALS", "Send an environment's API key as Authorization: Bearer.", requestId);
        }

        var hash = EnvironmentKey.Hash(header["Bearer ".Length..].Trim());
        lock (state.Gate)
        {
            var now = state.Options.TimeProvider.GetUtcNow();
            state.Settle(now);
            var durable = state.Commit();
            return Refusal(address.EnvironmentId, hash, operation, now, requestId) ?? Serve(operation, address.Path, requestId, durable);
        }
    }

    private CloudReply? Refusal(string environmentId, string hash, string? operation, DateTimeOffset now, string requestId)
    {
        var key = state.FindApiKey(hash);
        if (key is null || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key.KeyHash), Encoding.ASCII.GetBytes(hash)))
        {
            return Answer(401, "INVALID_API_KEY", "The API key is unknown or deleted.", requestId);
        }

        if (key.EnvironmentId != environmentId)
        {
            return Answer(403, "ENVIRONMENT_MISMATCH", $"The API key is not one of the environment '{environmentId}'.", requestId);
        }

        if (key.ExpiresAt <= now)
        {
            return Answer(401, "API_KEY_EXPIRED", $"The API key expired at {key.ExpiresAt:O}.", requestId);
        }

        var environment = state.Environments.Find(environmentId)!;
        if (environment.IsolatedAt is not null)
        {
            return Answer(403, "ENVIRONMENT_ISOLATED", $"The environment '{environmentId}' is isolated.", requestId);
        }

        if (environment.CustomQps > 0 && !_rates.TryTake(environmentId, (int)Math.Min(environment.CustomQps, int.MaxValue), now))
        {
            return Answer(429, "QPS_LIMIT_EXCEEDED", $"The environment '{environmentId}' takes {environment.CustomQps} calls a second.", requestId);
        }

        return key.IsPublishKey && operation is not null
            ? Answer(403, "PERMISSION_DENIED", "A publish key signs users in; it does not call functions or read documents.", requestId)
            : null;
    }

    private static CloudReply Serve(string? operation, string path, string requestId, Task durable) => operation switch
    {
        "functions" => Answer(404, "FUNCTION_NOT_FOUND", $"The function '{path[FunctionsPath.Length..]}' is not deployed.", requestId, durable),
        "documents" => new CloudReply
        {
            Body = Encoding.UTF8.GetBytes($$"""{"data":[],"total":0,"requestId":"{{requestId}}"}"""),
            Durable = durable,
        },
        _ => Answer(404, "PATH_NOT_SERVED", $"The path '{path}' is not served by this emulator.", requestId, durable),
    };

    private static string? OperationOf(string method, string path)
    {
        if (method == "POST" && path.StartsWith(FunctionsPath, StringComparison.Ordinal) && path.Length > FunctionsPath.Length)
        {
            return "functions";
        }

        return method == "GET" && path.StartsWith(CollectionsPath, StringComparison.Ordinal) && path.EndsWith("/documents", StringComparison.Ordinal)
            ? "documents"
            : null;
    }

    private static CloudReply Answer(int status, string code, string message, string requestId, Task? durable = null) => new()
    {
        Status = status,
        Body = GatewayError.Write(code, message, requestId),
        Durable = durable ?? Task.CompletedTask,
    };
}
