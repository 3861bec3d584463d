using System.Globalization;
using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>DescribeSandboxInstanceList, AcquireSandboxInstanceToken.</summary>
internal static class InstanceQueries
{
    /// <summary>How long an acquired token lives; the cloud's own time is not published.</summary>
    private static readonly TimeSpan s_tokenLife = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, Func<SandboxView, string>> s_filters = new(StringComparer.Ordinal)
    {
        ["InstanceId"] = view => view.Id,
        ["ToolId"] = view => view.Start.Template.Id,
        ["ToolName"] = view => view.Start.Template.Name,
        ["Status"] = view => AgsJson.Status(view.State),
    };

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        AgsParameters.Define(
            "DescribeSandboxInstanceList",
            "InstanceIds string[]; ToolId string; Offset number; Limit number; Filters Filter[]; MaxResults number; NextToken string; NeedTotalCount boolean",
            List),
        AgsParameters.Define("AcquireSandboxInstanceToken", "InstanceId string !", Acquire),
    ];

    private static void List(ActionContext context)
    {
        var arguments = context.Arguments;
        var ids = AgsFilters.Ids(context, "InstanceIds", "InvalidParameterValue.InstanceIds");
        var toolId = arguments.Text("ToolId");
        var most = arguments.Range("MaxResults", 1, 100, arguments.Range("Limit", 1, 100, 20));
        var offset = arguments.Range("Offset", 0, int.MaxValue, 0);
        if (arguments.Text("NextToken") is { Length: > 0 } token)
        {
            offset = int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var next)
                ? next : throw CloudErrorException.InvalidValue("NextToken", token, "it is none that this action gave");
        }

        // What is named is shown at once; a list shows what is old enough.
        var views = context.Sandboxes.All(ended: true)
            .Where(view => ids.Count == 0 ? view.CreatedAt <= context.NewestVisible : ids.Contains(view.Id))
            .Where(view => string.IsNullOrEmpty(toolId) || view.Start.Template.Id == toolId);
        var rows = AgsFilters.Apply(context, views, s_filters).ToList();
        context.Json.WriteStartArray("InstanceSet");
        foreach (var view in rows.Skip((int)offset).Take((int)most))
        {
            AgsJson.WriteInstance(context.Json, view);
        }

        context.Json.WriteEndArray();
        context.Json.WriteNumber("TotalCount", rows.Count);
        if (offset + most < rows.Count)
        {
            context.Json.WriteString("NextToken", (offset + most).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Acquire(ActionContext context)
    {
        var id = context.Arguments.Required("InstanceId");
        var view = context.Sandboxes.Peek(id) is { IsAlive: true } found ? found : throw new CloudErrorException("ResourceNotFound.SandboxInstance", $"The sandbox '{id}' was not found.");
        if (view.State == FleetState.Starting)
        {
            throw new CloudErrorException("UnsupportedOperation.SandboxInstance", $"The sandbox '{id}' is starting; wait until it is RUNNING.");
        }

        var expiresAt = context.Now + s_tokenLife;
        var token = "sit_" + context.Sandboxes.WithAccount((_, _, chance) => chance.Mixed(43));
        view.Tokens.Add(token, expiresAt);
        context.Json.WriteString("Token", token);
        context.Json.WriteString("ExpiresAt", AgsJson.Time(expiresAt));
        context.Json.WriteString("TrafficToken", view.Tokens.Traffic);
    }
}
