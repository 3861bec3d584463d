using System.Globalization;
using CloudBase.MultiTenant.Emulator.Actions.Tcb;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Scf;

/// <summary>GetFunction, CreateTrigger, DeleteTrigger of scf 2018-04-16, where an environment is a namespace. Timers are kept and never fire.</summary>
internal static class TriggerActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        new("scf", "GetFunction", ParameterSchema.Parse("FunctionName string !; Qualifier string; Namespace string; ShowCode string"), 20, ActionTargets.Function, GetFunction),
        new(
            "scf", "CreateTrigger",
            ParameterSchema.Parse(
                "FunctionName string !; TriggerName string !; Type string !; TriggerDesc string; Namespace string; Qualifier string; Enable string; CustomArgument string; Description string"),
            20, null, CreateTrigger),
        new(
            "scf", "DeleteTrigger",
            ParameterSchema.Parse("FunctionName string !; TriggerName string !; Type string !; Namespace string; TriggerDesc string; Qualifier string"), 20, null, DeleteTrigger),
    ];

    private static FunctionRecord Function(ActionContext context)
    {
        var name = context.Arguments.Required("FunctionName");
        var environment = context.Arguments.Text("Namespace") ?? "default";
        return context.State.FindFunction(environment, name)
            ?? throw new CloudErrorException("ResourceNotFound.Function", $"The function '{name}' of the namespace '{environment}' was not found.");
    }

    private static void GetFunction(ActionContext context)
    {
        var function = Function(context);
        FunctionQueries.Write(context, function);
        context.Json.WriteStartObject("Environment");
        context.Json.WriteStartArray("Variables");
        foreach (var variable in function.Variables)
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("Key", variable.Key);
            context.Json.WriteString("Value", variable.Value);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteEndObject();
        context.Json.WriteStartArray("Triggers");
        foreach (var trigger in function.Triggers)
        {
            context.Json.WriteStartObject();
            Write(context, trigger);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static void CreateTrigger(ActionContext context)
    {
        var function = Function(context);
        FunctionActions.RequireActive(context, function);
        var name = context.Arguments.Required("TriggerName");
        if (context.Arguments.Required("Type") is not "timer" and var type)
        {
            throw new CloudErrorException("UnsupportedOperation", $"The trigger type `{type}` is not served by this emulator; it serves `timer`.");
        }

        var cron = context.Arguments.Required("TriggerDesc");
        if (cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 7)
        {
            throw CloudErrorException.InvalidValue("TriggerDesc", cron, "a timer takes a cron expression of seven fields");
        }

        if (function.Triggers.Exists(trigger => trigger.Name == name))
        {
            throw new CloudErrorException("ResourceInUse.Trigger", $"The trigger '{name}' of the function '{function.Name}' is there already.");
        }

        if (function.Triggers.Count >= 10)
        {
            throw new CloudErrorException("LimitExceeded.Timer", $"The function '{function.Name}' has 10 timers, the most there can be.");
        }

        var added = new FunctionTrigger(name, "timer", cron, context.Arguments.Text("CustomArgument") ?? string.Empty, context.Arguments.Text("Enable") != "CLOSE", context.Now);
        function.Triggers.Add(added);
        context.State.Put(function);
        context.Json.WriteStartObject("TriggerInfo");
        Write(context, added);
        context.Json.WriteString("Qualifier", "$LATEST");
        context.Json.WriteEndObject();
    }

    private static void DeleteTrigger(ActionContext context)
    {
        var function = Function(context);
        var name = context.Arguments.Required("TriggerName");
        var type = context.Arguments.Required("Type");
        if (function.Triggers.RemoveAll(trigger => trigger.Name == name && trigger.Type == type) == 0)
        {
            throw new CloudErrorException("ResourceNotFound.Trigger", string.Create(CultureInfo.InvariantCulture, $"The trigger '{name}' of the function '{function.Name}' was not found."));
        }

        context.State.Put(function);
    }

    private static void Write(ActionContext context, FunctionTrigger trigger)
    {
        context.Json.WriteString("ModTime", context.Time(trigger.AddedAt));
        context.Json.WriteString("Type", trigger.Type);
        context.Json.WriteString("TriggerDesc", $$"""{"cron":"{{trigger.Description}}"}""");
        context.Json.WriteString("TriggerName", trigger.Name);
        context.Json.WriteString("AddTime", context.Time(trigger.AddedAt));
        context.Json.WriteNumber("Enable", trigger.Open ? 1 : 0);
        context.Json.WriteString("CustomArgument", trigger.CustomArgument);
        context.Json.WriteString("AvailableStatus", "Available");
    }
}
