using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>GetFunction, ListFunctions, DownloadFunction. GetFunction of tcb names no variables; that of scf does.</summary>
internal static class FunctionQueries
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnEnvironment("GetFunction", "EnvId string !; FunctionName string; Qualifier string; Namespace string; ShowCode string", 20, GetFunction),
        TcbParameters.OnEnvironment(
            "ListFunctions", "EnvId string !; Order string; Orderby string; Offset number; Limit number; SearchKey string; Description string; Filters Filter[]", 20, ListFunctions),
        TcbParameters.OnEnvironment("DownloadFunction", "FunctionName string !; EnvId string !; Qualifier string", 20, DownloadFunction),
    ];

    /// <summary>Writes what both services tell of a function.</summary>
    public static void Write(ActionContext context, FunctionRecord function)
    {
        var json = context.Json;
        json.WriteString("ModTime", context.Time(function.ModifiedAt));
        json.WriteString("AddTime", context.Time(function.CreatedAt));
        json.WriteString("CodeInfo", string.Empty);
        json.WriteString("Description", function.Description);
        json.WriteString("Handler", function.Handler);
        json.WriteNumber("CodeSize", function.Zip.Length);
        json.WriteNumber("Timeout", function.Timeout);
        json.WriteString("FunctionVersion", "$LATEST");
        json.WriteNumber("MemorySize", function.MemorySize);
        json.WriteString("Runtime", function.Runtime);
        json.WriteString("FunctionName", function.Name);
        json.WriteString("FunctionId", function.Id);
        json.WriteString("Namespace", function.EnvironmentId);
        json.WriteString("Role", string.Empty);
        json.WriteString("InstallDependency", function.InstallDependency);
        json.WriteString("Status", function.StatusAt(context.Now));
        json.WriteString("Type", function.Type);
    }

    private static void GetFunction(ActionContext context)
    {
        var function = FunctionActions.Function(context);
        Write(context, function);
        context.Json.WriteStartArray("Triggers");
        foreach (var trigger in function.Triggers)
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("ModTime", context.Time(trigger.AddedAt));
            context.Json.WriteString("Type", trigger.Type);
            context.Json.WriteString("TriggerDesc", $$"""{"cron":"{{trigger.Description}}"}""");
            context.Json.WriteString("TriggerName", trigger.Name);
            context.Json.WriteString("AddTime", context.Time(trigger.AddedAt));
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static void ListFunctions(ActionContext context)
    {
        var environment = context.Environment();
        var offset = (int)context.Arguments.Range("Offset", 0, int.MaxValue, 0);
        var limit = (int)context.Arguments.Range("Limit", 1, 100, 20);
        var search = context.Arguments.Text("SearchKey") ?? string.Empty;
        var functions = context.State.FunctionsOf(environment.Id).Where(function => function.Name.Contains(search, StringComparison.Ordinal)).ToList();
        context.Json.WriteStartArray("Functions");
        foreach (var function in functions.Skip(offset).Take(limit))
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("ModTime", context.Time(function.ModifiedAt));
            context.Json.WriteString("AddTime", context.Time(function.CreatedAt));
            context.Json.WriteString("Runtime", function.Runtime);
            context.Json.WriteString("FunctionName", function.Name);
            context.Json.WriteString("FunctionId", function.Id);
            context.Json.WriteString("Namespace", function.EnvironmentId);
            context.Json.WriteString("Status", function.StatusAt(context.Now));
            context.Json.WriteString("StatusDesc", string.Empty);
            context.Json.WriteString("Description", function.Description);
            context.Json.WriteString("Type", function.Type);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteNumber("TotalCount", functions.Count);
    }

    private static void DownloadFunction(ActionContext context)
    {
        var function = FunctionActions.Function(context);
        context.Json.WriteString("Url", FunctionDownloads.UrlOf(context.Host, function));
        context.Json.WriteString("CodeSha256", function.Sha256);
    }
}
