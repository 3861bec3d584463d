using System.Globalization;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>The calls about sandboxes.</summary>
internal sealed class SandboxCalls(SandboxFleet fleet)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    private string EnvdVersion => fleet.Options.SandboxEnvdVersion;

    public async Task<CloudReply> HandleAsync(CloudRequest request, ApiRoute route)
    {
        using var body = ApiBody.Read(request.Method is "POST" or "PUT" ? request.Body : ReadOnlyMemory<byte>.Empty);
        switch (route.Operation)
        {
            case "CreateSandbox":
                return Started(201, await fleet.StartAsync(Start(body), CancellationToken.None).ConfigureAwait(false));
            case "ListSandboxes":
                return List(new ApiQuery(request), route.Version);
            case "GetSandbox":
                var found = await fleet.FindAsync(route.Id, CancellationToken.None).ConfigureAwait(false);
                return Answer(200, json => ApiJson.WriteListed(json, found, EnvdVersion, detail: true));
            case "KillSandbox":
                await fleet.StopAsync(route.Id, EndReason.Manual, CancellationToken.None).ConfigureAwait(false);
                return Empty();
            case "ConnectSandbox":
                var (view, resumed) = await fleet.ConnectAsync(route.Id, body.Lifetime("timeout"), CancellationToken.None).ConfigureAwait(false);
                return Started(resumed ? 201 : 200, view);
            case "ResumeSandbox":
                return Started(201, await fleet.ResumeAsync(route.Id, body.Lifetime("timeout"), CancellationToken.None).ConfigureAwait(false));
            case "PauseSandbox":
                await fleet.PauseAsync(route.Id, body.Flag("memory") ?? true, CancellationToken.None).ConfigureAwait(false);
                return Empty();
            case "SetTimeout":
                await fleet.ExtendAsync(route.Id, body.Lifetime("timeout") ?? s_lifetime, CancellationToken.None).ConfigureAwait(false);
                return Empty();
            case "GetMetrics":
                return await MetricsAsync(route.Id).ConfigureAwait(false);
            case "UpdateNetwork":
                return await NetworkAsync(route.Id, body).ConfigureAwait(false);
            default:
                return SandboxApi.Error(404, $"'{request.Method} {request.Path}' is not one of the sandbox API.");
        }
    }

    internal static CloudReply Answer(int status, Action<Utf8JsonWriter> write, string? nextToken = null) => new()
    {
        Status = status,
        Body = SandboxReply.Json(write),
        Headers = nextToken is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["x-next-token"] = nextToken },
    };

    internal static CloudReply Empty() => new() { Status = 204 };

    private FleetStart Start(ApiBody body)
    {
        var name = body.Text("templateID") is { Length: > 0 } given ? given : "base";
        var template = fleet.WithAccount((shelf, _, _) => shelf.Find(name)) ?? throw new ApiException(404, $"The template '{name}' was not found.");
        if (body.HasItems("volumeMounts"))
        {
            throw new ApiException(501, "Volumes are not served by this emulator; leave volumeMounts out.");
        }

        var secure = body.Flag("secure") ?? true;
        return new FleetStart
        {
            Template = template,
            Lifetime = body.Lifetime("timeout") ?? s_lifetime,
            PauseOnExpiry = body.Flag("autoPause") ?? false,
            PauseKeepsMemory = body.Flag("autoPauseMemory") ?? true,
            AutoResume = body.Flag("autoResume", "enabled") ?? false,
            Access = !secure ? PortAccess.None : body.Flag("network", "allowPublicTraffic") is false ? PortAccess.Token : PortAccess.Public,
            AllowInternet = body.Flag("allow_internet_access") ?? true,
            Metadata = body.Map("metadata"),
            Environment = Merged(template.Environment, body.Map("envVars")),
        };
    }

    private CloudReply List(ApiQuery query, int version)
    {
        var states = version == 1 ? ["running"] : query.Text("state").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var metadata = query.Metadata();
        var template = query.Text("template");
        var startedAfter = query.Text("startedAfter") is not { Length: > 0 } text ? (DateTimeOffset?)null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw ApiException.Invalid("startedAfter", $"'{text}' is no time");
        var rows = fleet.All().Where(view =>
            view.State != FleetState.Starting
            && view.CreatedAt <= fleet.Now - fleet.Options.ListLag
            && (states.Length == 0 || states.Contains(view.IsPaused ? "paused" : "running"))
            && (startedAfter is null || view.StartedAt > startedAfter)
            && (template.Length == 0 || view.Start.Template.Id == template || view.Start.Template.Name == template)
            && metadata.All(pair => view.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value));
        // Newest first, as the service has it.
        var order = query.Text("order") == "asc" ? Comparer<string>.Create(string.CompareOrdinal) : Comparer<string>.Create((x, y) => string.CompareOrdinal(y, x));
        var (page, next) = query.Cut(rows, view => $"{view.CreatedAt.UtcTicks:D20}{view.Id}", order);
        return Answer(
            200,
            json =>
            {
                json.WriteStartArray();
                foreach (var view in page)
                {
                    ApiJson.WriteListed(json, view, EnvdVersion, detail: false);
                }

                json.WriteEndArray();
            },
            next);
    }

    private async Task<CloudReply> NetworkAsync(string id, ApiBody body)
    {
        var view = await fleet.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
        var isOpen = view.Start.AllowInternet && fleet.Options.SandboxInternet;
        var opens = (body.Flag("allow_internet_access") ?? false) || body.HasItems("allowOut");
        // What has no network is as closed as anybody can ask for.
        return isOpen || opens
            ? SandboxApi.Error(501, "The network of a running sandbox is not changed by this emulator; give allow_internet_access when it is started.")
            : Empty();
    }

    private async Task<CloudReply> MetricsAsync(string id)
    {
        var view = await fleet.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
        var usage = view.IsPaused ? null : (await fleet.AttachAsync(id, mayWake: false, CancellationToken.None).ConfigureAwait(false)).Run.Sandbox.Measure();
        return Answer(200, json => WriteMetrics(json, usage, fleet.Now));
    }

    private static void WriteMetrics(Utf8JsonWriter json, SandboxUsage? usage, DateTimeOffset now)
    {
        var limits = new SandboxLimits();
        json.WriteStartArray();
        if (usage is not null)
        {
            json.WriteStartObject();
            json.WriteString("timestamp", ApiJson.Time(now));
            json.WriteNumber("timestampUnix", now.ToUnixTimeSeconds());
            json.WriteNumber("cpuUsedPct", Math.Round(usage.CpuPercent, 2));
            json.WriteNumber("cpuCount", (int)limits.Cpus);
            json.WriteNumber("memUsed", usage.MemoryBytes);
            json.WriteNumber("memTotal", limits.MemoryBytes);
            json.WriteNumber("memCache", usage.MemoryCacheBytes);
            json.WriteNumber("diskUsed", usage.DiskBytes);
            json.WriteNumber("diskTotal", limits.DiskBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private CloudReply Started(int status, SandboxView view) => Answer(status, json => ApiJson.WriteStarted(json, view, EnvdVersion));

    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> under, IReadOnlyDictionary<string, string> over)
    {
        var merged = new Dictionary<string, string>(under, StringComparer.Ordinal);
        foreach (var (name, value) in over)
        {
            merged[name] = value;
        }

        return merged;
    }
}
