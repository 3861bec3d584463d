using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>CreateAPIKey, DescribeAPIKeyList, DeleteAPIKey.</summary>
internal static class KeyActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        AgsParameters.Define("CreateAPIKey", "Name string", Create),
        AgsParameters.Define("DescribeAPIKeyList", string.Empty, List),
        AgsParameters.Define("DeleteAPIKey", "KeyId string !", Delete),
    ];

    private static void Create(ActionContext context)
    {
        SandboxApiKey key;
        try
        {
            key = context.Sandboxes.WithAccount((_, keys, chance) => keys.Add(context.Arguments.Text("Name") ?? string.Empty, chance, context.Now));
        }
        catch (FleetException exception)
        {
            throw new CloudErrorException("LimitExceeded.APIKeyQuota", exception.Message);
        }

        context.Json.WriteString("Name", key.Name);
        context.Json.WriteString("APIKey", key.Key);
        context.Json.WriteString("KeyId", key.Id);
    }

    private static void List(ActionContext context)
    {
        var keys = context.Sandboxes.WithAccount((_, ring, _) => ring.Keys.ToList());
        context.Json.WriteStartArray("APIKeySet");
        foreach (var key in keys)
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("Name", key.Name);
            context.Json.WriteString("KeyId", key.Id);
            context.Json.WriteString("Status", "ACTIVE");
            context.Json.WriteString("MaskedKey", key.Masked);
            context.Json.WriteString("CreatedAt", AgsJson.Time(key.CreatedAt));
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteNumber("TotalCount", keys.Count);
    }

    private static void Delete(ActionContext context)
    {
        var id = context.Arguments.Required("KeyId");
        if (!context.Sandboxes.WithAccount((_, keys, _) => keys.Remove(id)))
        {
            throw new CloudErrorException("ResourceNotFound.APIKey", $"The API key '{id}' was not found.");
        }
    }
}
