using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tag;

/// <summary>CreateTag, DeleteTag, DescribeTags.</summary>
internal static class TagActions
{
    private const int MaxTags = 1_000_000;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        new("tag", "CreateTag", ParameterSchema.Parse("TagKey string !; TagValue string !"), 20, null, CreateTag),
        new("tag", "DeleteTag", ParameterSchema.Parse("TagKey string !; TagValue string !"), 20, null, DeleteTag),
        new(
            "tag", "DescribeTags",
            ParameterSchema.Parse("TagKey string; TagValue string; Offset number; Limit number; CreateUin number; TagKeys string[]; ShowProject number"),
            20, null, DescribeTags),
    ];

    private static void CreateTag(ActionContext context)
    {
        var tag = TagRules.Checked(context.Arguments.Required("TagKey"), context.Arguments.Text("TagValue")!);
        if (context.State.FindTag(tag.Key, tag.Value) is not null)
        {
            throw new CloudErrorException("ResourceInUse.TagDuplicate", $"The tag {tag.Key}:{tag.Value} has existed before.");
        }

        if (context.State.Tags.Count >= MaxTags)
        {
            throw new CloudErrorException("LimitExceeded.Quota", $"The account has {MaxTags} tags, the most there can be.");
        }

        context.State.Add(context.State.Numbered(new TagRecord { Key = tag.Key, Value = tag.Value }, context.Now));
    }

    private static void DeleteTag(ActionContext context)
    {
        var (key, value) = (context.Arguments.Required("TagKey"), context.Arguments.Text("TagValue")!);
        var tag = context.State.FindTag(key, value)
            ?? throw new CloudErrorException("ResourceNotFound.TagNonExist", $"The tag {key}:{value} does not exist.");
        var uses = context.State.UsesOf(key, value);
        if (uses > 0)
        {
            throw new CloudErrorException(
                "FailedOperation.TagAttachedResource",
                $"The tag {key}:{value} is attached to {uses} resources; an isolated environment keeps its tags until it is purged.");
        }

        context.State.Remove(tag);
    }

    private static void DescribeTags(ActionContext context)
    {
        var arguments = context.Arguments;
        var offset = arguments.Range("Offset", 0, int.MaxValue, 0);
        var limit = arguments.Range("Limit", 1, 1000, 15);
        var (key, value) = (arguments.Text("TagKey"), arguments.Text("TagValue"));
        var keys = arguments.Texts("TagKeys");
        var found = context.State.TagList.NewestFirst(context.NewestVisible, 0, int.MaxValue)
            .Where(tag => (key is null || tag.Key == key) && (value is null || tag.Value == value) && (keys.Count == 0 || keys.Contains(tag.Key)))
            .ToList();
        var json = context.Json;
        json.WriteNumber("TotalCount", found.Count);
        json.WriteNumber("Offset", offset);
        json.WriteNumber("Limit", limit);
        json.WriteStartArray("Tags");
        foreach (var tag in found.Skip((int)offset).Take((int)limit))
        {
            json.WriteStartObject();
            json.WriteString("TagKey", tag.Key);
            json.WriteString("TagValue", tag.Value);
            json.WriteNumber("CanDelete", context.State.UsesOf(tag.Key, tag.Value) == 0 ? 1 : 0);
            json.WriteString("Category", "Custom");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
