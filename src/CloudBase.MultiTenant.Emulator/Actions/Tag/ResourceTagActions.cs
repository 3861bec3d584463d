using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tag;

/// <summary>TagResources, UnTagResources, GetResources, DescribeResourceTagsByResourceIds; the resources are environments.</summary>
internal static class ResourceTagActions
{
    private static readonly Dictionary<string, ParameterSchema> Types = new(StringComparer.Ordinal)
    {
        ["Tag"] = ParameterSchema.Parse("TagKey string !; TagValue string !; Category string"),
        ["TagFilter"] = ParameterSchema.Parse("TagKey string !; TagValue string[]"),
    };

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        new("tag", "TagResources", ParameterSchema.Parse("ResourceList string[] !; Tags Tag[] !", Types), 20, ActionTargets.ListedResources, TagResources),
        new("tag", "UnTagResources", ParameterSchema.Parse("ResourceList string[] !; TagKeys string[] !"), 20, ActionTargets.ListedResources, UnTagResources),
        new(
            "tag", "GetResources",
            ParameterSchema.Parse("ResourceList string[]; TagFilters TagFilter[]; PaginationToken string; MaxResults number", Types), 20, null, GetResources),
        new(
            "tag", "DescribeResourceTagsByResourceIds",
            ParameterSchema.Parse("ServiceType string !; ResourcePrefix string !; ResourceIds string[] !; ResourceRegion string !; Offset number; Limit number; Category string"),
            20, null, DescribeResourceTagsByResourceIds),
    ];

    private static void TagResources(ActionContext context)
    {
        var tags = context.Arguments.Items("Tags").ConvertAll(tag => TagRules.Checked(tag.Required("TagKey"), tag.Text("TagValue")!));
        Change(context, environment =>
        {
            foreach (var tag in tags.Where(tag => context.State.FindTag(tag.Key, tag.Value) is null))
            {
                // Tagging makes the tag when it is not there yet.
                context.State.Add(context.State.Numbered(new TagRecord { Key = tag.Key, Value = tag.Value }, context.Now));
            }

            return [.. environment.Tags.Where(old => !tags.Exists(tag => tag.Key == old.Key)), .. tags];
        });
    }

    private static void UnTagResources(ActionContext context)
    {
        var keys = context.Arguments.Texts("TagKeys");
        Change(context, environment => environment.Tags.Where(tag => !keys.Contains(tag.Key)).ToList());
    }

    private static void Change(ActionContext context, Func<EnvironmentRecord, List<TagPair>> change)
    {
        var listed = ActionTargets.ResourceList(context);
        context.Json.WriteStartArray("FailedResources");
        foreach (var (text, name) in listed)
        {
            if (context.State.EnvironmentOf(name) is { } environment)
            {
                context.State.Retag(environment, change(environment), context.Now);
                continue;
            }

            context.Json.WriteStartObject();
            context.Json.WriteString("Resource", text);
            context.Json.WriteString("Code", "ResourceNotFound");
            context.Json.WriteString("Message", "The resource is not an environment of this account.");
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static void GetResources(ActionContext context)
    {
        var arguments = context.Arguments;
        var size = (int)arguments.Range("MaxResults", 1, 200, 50);
        var token = arguments.Text("PaginationToken") ?? string.Empty;
        if (!int.TryParse(token.Length == 0 ? "0" : token, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            throw CloudErrorException.InvalidValue("PaginationToken", token, "it must be the one of the previous answer");
        }

        var wanted = arguments.Texts("ResourceList");
        var filters = arguments.Items("TagFilters").ConvertAll(filter => (Key: filter.Required("TagKey"), Values: filter.Texts("TagValue")));
        var found = context.State.EnvironmentList.NewestFirst(context.NewestVisible, 0, int.MaxValue)
            .Where(environment => wanted.Count == 0 || wanted.Contains(NameOf(context, environment)))
            .Where(environment => filters.TrueForAll(filter =>
                environment.Tags.Exists(tag => tag.Key == filter.Key && (filter.Values.Count == 0 || filter.Values.Contains(tag.Value)))))
            .Where(environment => environment.Tags.Count > 0)
            .ToList();
        var json = context.Json;
        json.WriteString("PaginationToken", offset + size < found.Count ? (offset + size).ToString(CultureInfo.InvariantCulture) : string.Empty);
        json.WriteStartArray("ResourceTagMappingList");
        foreach (var environment in found.Skip(offset).Take(size))
        {
            json.WriteStartObject();
            json.WriteString("Resource", NameOf(context, environment));
            TagJson.WritePairs(json, "Tags", environment.Tags, "TagKey", "TagValue");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void DescribeResourceTagsByResourceIds(ActionContext context)
    {
        var arguments = context.Arguments;
        var offset = arguments.Range("Offset", 0, int.MaxValue, 0);
        var limit = arguments.Range("Limit", 1, 400, 15);
        var isEnvironment = arguments.Required("ServiceType") == "tcb" && arguments.Required("ResourcePrefix") == "env";
        var rows = isEnvironment
            ? arguments.Texts("ResourceIds")
                .Select(context.State.Environments.Find)
                .OfType<EnvironmentRecord>()
                .SelectMany(environment => environment.Tags.Select(tag => (environment.Id, Tag: tag)))
                .ToList()
            : [];
        var json = context.Json;
        json.WriteNumber("TotalCount", rows.Count);
        json.WriteNumber("Offset", offset);
        json.WriteNumber("Limit", limit);
        json.WriteStartArray("Tags");
        foreach (var (id, tag) in rows.Skip((int)offset).Take((int)limit))
        {
            json.WriteStartObject();
            json.WriteString("TagKey", tag.Key);
            json.WriteString("TagValue", tag.Value);
            json.WriteString("ResourceId", id);
            json.WriteString("TagKeyMd5", Fingerprint(tag.Key));
            json.WriteString("TagValueMd5", Fingerprint(tag.Value));
            json.WriteString("ServiceType", "tcb");
            json.WriteString("Category", "Custom");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf(ActionContext context, EnvironmentRecord environment) =>
        ResourceName.Environment(environment.Region, context.Options.AccountUin, environment.Id).ToString();

    // The field is named for MD5; it is a fingerprint here, never a safeguard.
#pragma warning disable CA5351
    private static string Fingerprint(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
