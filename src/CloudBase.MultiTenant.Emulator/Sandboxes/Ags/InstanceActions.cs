using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>StartSandboxInstance, UpdateSandboxInstance, PauseSandboxInstance, ResumeSandboxInstance, StopSandboxInstance.</summary>
internal static class InstanceActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        AgsParameters.Define(
            "StartSandboxInstance",
            "ToolId string; ToolName string; Timeout string; ClientToken string; MountOptions MountOption[]; CustomConfiguration CustomConfiguration; AuthMode string; Metadata MetadataVar[]",
            Start),
        AgsParameters.Define("UpdateSandboxInstance", "InstanceId string !; Timeout string; Metadata MetadataVar[]", Update),
        AgsParameters.Define("PauseSandboxInstance", "InstanceId string !; Memory boolean", Pause),
        AgsParameters.Define("ResumeSandboxInstance", "InstanceId string !; Timeout string", Resume),
        AgsParameters.Define("StopSandboxInstance", "InstanceId string !", Stop),
    ];

    private static void Start(ActionContext context)
    {
        var arguments = context.Arguments;
        var name = arguments.Text("ToolId") is { Length: > 0 } id ? id
            : arguments.Text("ToolName") is { Length: > 0 } toolName ? toolName
            : throw CloudErrorException.Missing("ToolId");
        var tool = context.Sandboxes.WithAccount((shelf, _, _) => shelf.Find(name));
        if (tool is null)
        {
            throw new CloudErrorException("ResourceNotFound.SandboxTool", $"The tool '{name}' was not found.");
        }

        if (arguments.Items("MountOptions").Count > 0)
        {
            throw new CloudErrorException("InvalidParameterValue.MountOption", "Mounts are not served by this emulator; leave MountOptions out.");
        }

        var environment = new Dictionary<string, string>(tool.Environment, StringComparer.Ordinal);
        foreach (var (variable, value) in ToolActions.Environment(arguments))
        {
            environment[variable] = value;
        }

        var start = new FleetStart
        {
            Template = tool,
            Lifetime = AgsDuration.Read("Timeout", arguments.Text("Timeout")) ?? tool.Lifetime,
            ClientToken = AgsClientToken.Of(arguments),
            HexId = true,
            Access = arguments.Text("AuthMode") switch
            {
                null or "" or "DEFAULT" or "TOKEN" => PortAccess.Token,
                "PUBLIC" => PortAccess.Public,
                "NONE" => PortAccess.None,
                var mode => throw CloudErrorException.InvalidValue("AuthMode", mode, "it must be DEFAULT, TOKEN, PUBLIC or NONE"),
            },
            AllowInternet = tool.NetworkMode == "PUBLIC",
            Metadata = Metadata(arguments),
            Environment = environment,
        };
        var view = AgsErrors.Worded(() => context.Sandboxes.Begin(start));
        context.Json.WritePropertyName("Instance");
        AgsJson.WriteInstance(context.Json, view);
    }

    private static void Update(ActionContext context)
    {
        var lifetime = AgsDuration.Read("Timeout", context.Arguments.Text("Timeout"));
        var metadata = context.Arguments.Items("Metadata").Count > 0 ? Metadata(context.Arguments) : null;
        AgsErrors.Worded(() => context.Sandboxes.Update(context.Arguments.Required("InstanceId"), lifetime, metadata));
    }

    private static void Pause(ActionContext context)
    {
        var view = AgsErrors.Worded(() => context.Sandboxes.BeginPause(context.Arguments.Required("InstanceId"), context.Arguments.Flag("Memory") ?? true));
        context.Json.WriteString("InstanceStatus", AgsJson.Status(view.State));
    }

    private static void Resume(ActionContext context)
    {
        var lifetime = AgsDuration.Read("Timeout", context.Arguments.Text("Timeout"));
        AgsErrors.Worded(() => context.Sandboxes.BeginResume(context.Arguments.Required("InstanceId"), lifetime));
    }

    private static void Stop(ActionContext context) => AgsErrors.Worded(() => context.Sandboxes.BeginStop(context.Arguments.Required("InstanceId")));

    private static Dictionary<string, string> Metadata(Arguments arguments)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in arguments.Items("Metadata"))
        {
            metadata[entry.Required("Name")] = entry.Text("Value") ?? string.Empty;
        }

        return metadata;
    }
}
