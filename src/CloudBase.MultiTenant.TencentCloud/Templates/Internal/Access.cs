using System.Text.Json;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Who may use a collection, in the cloud's words.</summary>
internal static class Access
{
    private static readonly (CollectionAccess Access, string Tag)[] Tags =
    [
        (CollectionAccess.Private, "PRIVATE"), (CollectionAccess.ReadOnly, "READONLY"), (CollectionAccess.AdminWrite, "ADMINWRITE"),
        (CollectionAccess.AdminOnly, "ADMINONLY"), (CollectionAccess.Custom, "CUSTOM"),
    ];

    public static string TagOf(CollectionAccess access) => Array.Find(Tags, t => t.Access == access).Tag;

    public static CollectionAccess? Find(string? tag) => Array.FindIndex(Tags, t => t.Tag == tag) is >= 0 and var i ? Tags[i].Access : null;

    public static bool IsMet(TemplateCollection collection, ResourcePermission? permission) =>
        permission is not null && permission.Permission == TagOf(collection.Access) && IsSameRule(collection.Rule, permission.SecurityRule);

    public static string Show(ResourcePermission? permission) => permission is null ? "unknown"
        : permission.SecurityRule is { Length: > 0 } rule ? $"{permission.Permission} {rule}" : $"{permission.Permission}";

    public static string Show(TemplateCollection collection) => collection.Rule is { } rule ? $"{TagOf(collection.Access)} {rule}" : TagOf(collection.Access);

    private static bool IsSameRule(string? expected, string? found)
    {
        if (string.IsNullOrEmpty(expected) || string.IsNullOrEmpty(found))
        {
            return string.IsNullOrEmpty(expected) && string.IsNullOrEmpty(found);
        }

        try
        {
            using JsonDocument one = JsonDocument.Parse(expected);
            using JsonDocument other = JsonDocument.Parse(found);
            return JsonElement.DeepEquals(one.RootElement, other.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
