using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>The calls about snapshots, forks and templates.</summary>
internal sealed class SnapshotCalls(SandboxFleet fleet)
{
    private const int MaxForks = 100;
    private static readonly IComparer<string> s_newestFirst = Comparer<string>.Create((x, y) => string.CompareOrdinal(y, x));

    public async Task<CloudReply> HandleAsync(CloudRequest request, ApiRoute route)
    {
        using var body = ApiBody.Read(request.Method == "POST" ? request.Body : ReadOnlyMemory<byte>.Empty);
        switch (route.Operation)
        {
            case "CreateSnapshot":
                var name = body.Text("name");
                if (name is not null && fleet.WithAccount((shelf, _, _) => shelf.Find(name)) is { BuiltIn: true })
                {
                    throw new FleetException(FleetError.Conflict, $"The name '{name}' is that of a template which is always there.");
                }

                var snapshot = await fleet.SnapshotAsync(route.Id, name, CancellationToken.None).ConfigureAwait(false);
                return SandboxCalls.Answer(201, json => ApiJson.WriteSnapshot(json, snapshot));
            case "ForkSandbox":
                return await ForkAsync(route.Id, body).ConfigureAwait(false);
            case "ListSnapshots":
                return List(new ApiQuery(request));
            case "ListTemplates":
                var templates = fleet.WithAccount((shelf, _, _) => shelf.All.Where(template => !template.IsSnapshot).ToList());
                return SandboxCalls.Answer(200, json =>
                {
                    json.WriteStartArray();
                    templates.ForEach(template => ApiJson.WriteTemplate(json, template));
                    json.WriteEndArray();
                });
            default:
                return fleet.Remove(route.Id) ? SandboxCalls.Empty() : SandboxApi.Error(404, $"The template '{route.Id}' was not found.");
        }
    }

    private async Task<CloudReply> ForkAsync(string id, ApiBody body)
    {
        var count = body.Number("count") ?? 1;
        if (count is < 1 or > MaxForks)
        {
            throw ApiException.Invalid("count", $"it is {count} and must be 1 to {MaxForks}");
        }

        var forks = await fleet.ForkAsync(id, count, body.Lifetime("timeout"), CancellationToken.None).ConfigureAwait(false);
        return SandboxCalls.Answer(201, json =>
        {
            json.WriteStartArray();
            foreach (var (view, error) in forks)
            {
                json.WriteStartObject();
                if (view is not null)
                {
                    json.WritePropertyName("sandbox");
                    ApiJson.WriteStarted(json, view, fleet.Options.SandboxEnvdVersion);
                }
                else
                {
                    json.WriteStartObject("error");
                    json.WriteNumber("code", error!.Error == FleetError.LimitExceeded ? 429 : 503);
                    json.WriteString("message", error.Message);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private CloudReply List(ApiQuery query)
    {
        var (sandbox, name) = (query.Text("sandboxID"), query.Text("name"));
        var rows = fleet.WithAccount((shelf, _, _) => shelf.All.Where(template => template.IsSnapshot
            && (sandbox.Length == 0 || template.SnapshotOf == sandbox) && (name.Length == 0 || template.Name == name)).ToList());
        var (page, next) = query.Cut(rows, snapshot => $"{snapshot.CreatedAt.UtcTicks:D20}{snapshot.Id}", s_newestFirst);
        return SandboxCalls.Answer(
            200,
            json =>
            {
                json.WriteStartArray();
                foreach (var snapshot in page)
                {
                    ApiJson.WriteSnapshot(json, snapshot);
                }

                json.WriteEndArray();
            },
            next);
    }
}
