using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>Who may use a collection: DescribeSafeRule, ModifySafeRule, DescribeDatabaseACL, ModifyDatabaseACL, DescribeResourcePermission.</summary>
internal static class RuleActions
{
    private const int MaxResources = 100;

    private static readonly string[] Tags = ["READONLY", "PRIVATE", "ADMINWRITE", "ADMINONLY", "CUSTOM"];

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnEnvironment("DescribeSafeRule", "EnvId string !; CollectionName string !; WxAppId string", 20, DescribeSafeRule),
        TcbParameters.OnEnvironment("ModifySafeRule", "EnvId string !; CollectionName string !; AclTag string !; Rule string", 20, ModifySafeRule),
        TcbParameters.OnEnvironment("DescribeDatabaseACL", "EnvId string !; CollectionName string !", 20, DescribeDatabaseAcl),
        TcbParameters.OnEnvironment("ModifyDatabaseACL", "EnvId string !; CollectionName string !; AclTag string !", 20, ModifyDatabaseAcl),
        TcbParameters.OnEnvironment("DescribeResourcePermission", "EnvId string !; ResourceType string !; Resources string[]", 20, DescribeResourcePermission),
    ];

    /// <summary>Sets who may use a collection; a rule goes with CUSTOM, and only with it.</summary>
    public static void Set(CollectionRecord collection, string aclTag, string? rule, string parameter)
    {
        if (!Tags.Contains(aclTag))
        {
            throw CloudErrorException.InvalidValue(parameter, aclTag, $"it must be one of {string.Join(", ", Tags)}");
        }

        if ((aclTag == "CUSTOM") != (rule is { Length: > 0 }) || (rule is { Length: > 0 } && !IsObject(rule)))
        {
            throw CloudErrorException.InvalidValue("Rule", rule, "CUSTOM needs a rule that is a JSON object, and no other AclTag takes one");
        }

        collection.AclTag = aclTag;
        collection.Rule = rule ?? string.Empty;
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void DescribeSafeRule(ActionContext context)
    {
        var collection = TableActions.Collection(context, "CollectionName");
        context.Json.WriteString("Rule", collection.Rule);
        context.Json.WriteString("AclTag", collection.AclTag);
    }

    private static void ModifySafeRule(ActionContext context)
    {
        var collection = TableActions.Collection(context, "CollectionName");
        Set(collection, context.Arguments.Required("AclTag"), context.Arguments.Text("Rule"), "AclTag");
        context.State.Put(collection);
    }

    private static void DescribeDatabaseAcl(ActionContext context) =>
        context.Json.WriteString("AclTag", TableActions.Collection(context, "CollectionName").AclTag);

    private static void ModifyDatabaseAcl(ActionContext context)
    {
        var collection = TableActions.Collection(context, "CollectionName");
        if (context.Arguments.Required("AclTag") == "CUSTOM")
        {
            throw CloudErrorException.InvalidValue("AclTag", "CUSTOM", "a rule is set with ModifySafeRule");
        }

        Set(collection, context.Arguments.Required("AclTag"), null, "AclTag");
        context.State.Put(collection);
    }

    private static void DescribeResourcePermission(ActionContext context)
    {
        var environment = TableActions.Database(context);
        var type = context.Arguments.Required("ResourceType");
        if (type != "collection")
        {
            throw new CloudErrorException("UnsupportedOperation", $"The resource type `{type}` is not served by this emulator; it serves `collection`.");
        }

        var names = context.Arguments.Texts("Resources");
        if (names.Count > MaxResources)
        {
            throw CloudErrorException.InvalidValue("Resources", $"{names.Count} of them", $"there may be {MaxResources} at most");
        }

        var found = context.State.CollectionsOf(environment.Id).Where(collection => names.Count == 0 || names.Contains(collection.Name)).ToList();
        context.Json.WriteStartObject("Data");
        context.Json.WriteNumber("TotalCount", found.Count);
        context.Json.WriteStartArray("PermissionList");
        foreach (var collection in found)
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("ResourceType", type);
            context.Json.WriteString("Resource", collection.Name);
            context.Json.WriteString("Permission", collection.AclTag);
            context.Json.WriteString("SecurityRule", collection.Rule);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteEndObject();
    }
}
