using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>CreateSandboxTool, UpdateSandboxTool, DescribeSandboxToolList, DeleteSandboxTool.</summary>
internal static partial class ToolActions
{
    private static readonly string[] s_types = ["browser", "code-interpreter", "mobile", "osworld", "custom", "swebench", "aio", "android-world", "waa"];
    private static readonly string[] s_networks = ["PUBLIC", "VPC", "SANDBOX"];
    private static readonly Dictionary<string, Func<FleetTemplate, string>> s_filters = new(StringComparer.Ordinal)
    {
        ["ToolId"] = tool => tool.Id,
        ["ToolName"] = tool => tool.Name,
        ["ToolType"] = tool => tool.ToolType,
        ["NetworkMode"] = tool => tool.NetworkMode,
        ["Status"] = _ => "ACTIVE",
    };

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        AgsParameters.Define(
            "CreateSandboxTool",
            "ToolName string !; ToolType string !; NetworkConfiguration NetworkConfiguration !; Description string; DefaultTimeout string; Tags Tag[]; ClientToken string; "
            + "RoleArn string; StorageMounts StorageMount[]; CustomConfiguration CustomConfiguration; ComputerConfiguration ComputerConfiguration; LogConfiguration LogConfiguration; Persistent boolean",
            Create),
        AgsParameters.Define(
            "UpdateSandboxTool",
            "ToolId string !; Description string; NetworkConfiguration NetworkConfiguration; Tags Tag[]; CustomConfiguration CustomConfiguration; ComputerConfiguration ComputerConfiguration",
            Update),
        AgsParameters.Define("DescribeSandboxToolList", "ToolIds string[]; Offset number; Limit number; Filters Filter[]", List),
        AgsParameters.Define("DeleteSandboxTool", "ToolId string !", Delete),
    ];

    /// <summary>What an image or a tool adds to the environment.</summary>
    public static Dictionary<string, string> Environment(Arguments arguments)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in arguments.Item("CustomConfiguration")?.Items("Env") ?? [])
        {
            variables[variable.Required("Name")] = variable.Text("Value") ?? string.Empty;
        }

        return variables;
    }

    private static void Create(ActionContext context)
    {
        var arguments = context.Arguments;
        var name = arguments.Required("ToolName");
        var type = arguments.Required("ToolType");
        if (!NameForm().IsMatch(name))
        {
            throw CloudErrorException.InvalidValue("ToolName", name, "it must be 1 to 50 letters, digits, _ or -");
        }

        if (!s_types.Contains(type))
        {
            throw new CloudErrorException("InvalidParameterValue.ToolType", $"The value `{type}` of parameter `ToolType` is not one of {string.Join(", ", s_types)}.");
        }

        if (arguments.Items("StorageMounts").Count > 0)
        {
            throw new CloudErrorException("InvalidParameterValue.StorageMount", "Storage mounts are not served by this emulator; leave StorageMounts out.");
        }

        var tool = new FleetTemplate
        {
            Id = string.Empty,
            Name = name,
            ToolType = type,
            Description = Description(arguments) ?? string.Empty,
            Lifetime = AgsDuration.Read("DefaultTimeout", arguments.Text("DefaultTimeout")) ?? TimeSpan.FromMinutes(5),
            NetworkMode = Network(arguments.Item("NetworkConfiguration")!.Value),
            Tags = Tags(arguments),
            Environment = Environment(arguments),
            Persistent = arguments.Flag("Persistent") ?? false,
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
        };
        var token = AgsClientToken.Of(arguments);
        var id = context.Sandboxes.WithAccount((shelf, _, chance) =>
        {
            if (shelf.FindByToken(token) is { } same)
            {
                return same.Name == name ? same.Id : throw new CloudErrorException("FailedOperation.DuplicateRequest", $"The client token was used for the tool '{same.Name}'.");
            }

            if (shelf.Find(name) is not null)
            {
                throw new CloudErrorException("InvalidParameterValue.SandboxTool", $"There is a tool named '{name}' already.");
            }

            tool = tool with { Id = shelf.NewId(chance, "sdt-") };
            shelf.Add(tool, token);
            return tool.Id;
        });
        context.Json.WriteString("ToolId", id);
    }

    private static void Update(ActionContext context)
    {
        var arguments = context.Arguments;
        context.Sandboxes.WithAccount((shelf, _, _) =>
        {
            var tool = Tool(shelf, arguments.Required("ToolId"));
            tool = tool with
            {
                Description = Description(arguments) ?? tool.Description,
                NetworkMode = arguments.Item("NetworkConfiguration") is { } network ? Network(network) : tool.NetworkMode,
                Tags = arguments.Items("Tags").Count > 0 ? Tags(arguments) : tool.Tags,
                Environment = arguments.Item("CustomConfiguration") is not null ? Environment(arguments) : tool.Environment,
                UpdatedAt = context.Now,
            };
            shelf.Add(tool);
            return tool;
        });
    }

    private static void List(ActionContext context)
    {
        var ids = AgsFilters.Ids(context, "ToolIds", "InvalidParameterValue.ToolIds");
        var offset = context.Arguments.Range("Offset", 0, int.MaxValue, 0);
        var limit = context.Arguments.Range("Limit", 1, 100, 20);
        var tools = context.Sandboxes.WithAccount((shelf, _, _) => shelf.All.Where(tool => !tool.IsSnapshot).ToList());
        var rows = AgsFilters.Apply(context, tools.Where(tool => ids.Count == 0 ? tool.BuiltIn || tool.CreatedAt <= context.NewestVisible : ids.Contains(tool.Id)), s_filters).ToList();
        context.Json.WriteStartArray("SandboxToolSet");
        foreach (var tool in rows.Skip((int)offset).Take((int)limit))
        {
            AgsJson.WriteTool(context.Json, tool);
        }

        context.Json.WriteEndArray();
        context.Json.WriteNumber("TotalCount", rows.Count);
    }

    private static void Delete(ActionContext context)
    {
        var id = context.Arguments.Required("ToolId");
        var tool = context.Sandboxes.WithAccount((shelf, _, _) => Tool(shelf, id));
        if (tool.BuiltIn || context.Sandboxes.All().Any(view => view.Start.Template.Id == tool.Id))
        {
            throw new CloudErrorException(
                "ResourceInUse.SandboxTool", tool.BuiltIn ? $"The tool '{tool.Name}' is always there." : $"The tool '{tool.Name}' has instances; stop them first.");
        }

        context.Sandboxes.Remove(tool.Id);
    }

    private static FleetTemplate Tool(TemplateShelf shelf, string id) =>
        shelf.Find(id) is { IsSnapshot: false } tool && tool.Id == id ? tool : throw new CloudErrorException("ResourceNotFound.SandboxTool", $"The tool '{id}' was not found.");

    private static string? Description(Arguments arguments) => arguments.Text("Description") is not { } text ? null
        : text.Length <= 200 ? text : throw CloudErrorException.InvalidValue("Description", text[..20] + "…", "it may have 200 characters");

    private static string Network(Arguments network)
    {
        var mode = network.Required("NetworkMode");
        if (!s_networks.Contains(mode))
        {
            throw CloudErrorException.InvalidValue("NetworkMode", mode, $"it must be one of {string.Join(", ", s_networks)}");
        }

        return mode != "VPC" || network.Item("VpcConfig") is not null
            ? mode : throw new CloudErrorException("MissingParameter.VPCParameters", "The network mode VPC needs VpcConfig.");
    }

    private static Dictionary<string, string> Tags(Arguments arguments) =>
        arguments.Items("Tags").ToDictionary(tag => tag.Required("Key"), tag => tag.Text("Value") ?? string.Empty, StringComparer.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,50}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
