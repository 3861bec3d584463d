using System.Globalization;
using CloudBase.MultiTenant.Emulator.Gateway;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>CreateApiKey, DescribeApiKeyList, DeleteApiKey.</summary>
internal static class ApiKeyActions
{
    public const int MaxApiKeys = 5;
    public const long MinSeconds = 7200;

    /// <summary>Fifty years; the cloud's own bound is not published.</summary>
    public const long MaxSeconds = 50L * 366 * 86400;
    private static readonly DateTimeOffset PublishKeyEnd = new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnEnvironment("CreateApiKey", "EnvId string !; KeyType string !; KeyName string; ExpireIn number", 20, CreateApiKey) with { NeedsRegion = true },
        TcbParameters.OnEnvironment("DescribeApiKeyList", "EnvId string !; PageNumber number; PageSize number; KeyType string", 20, DescribeApiKeyList),
        TcbParameters.OnEnvironment("DeleteApiKey", "EnvId string !; KeyId string !", 20, DeleteApiKey),
    ];

    private static void CreateApiKey(ActionContext context)
    {
        var environment = context.LiveEnvironment();
        var isPublishKey = IsPublishKey(context.Arguments.Required("KeyType"));
        var expireIn = context.Arguments.Number("ExpireIn") ?? 0;
        if (expireIn != 0 && expireIn is < MinSeconds or > MaxSeconds)
        {
            throw CloudErrorException.InvalidValue("ExpireIn", expireIn.ToString(CultureInfo.InvariantCulture), $"it must be {MinSeconds} to {MaxSeconds} seconds, or 0 for never");
        }

        if (!environment.IsReady(context.Now))
        {
            throw new CloudErrorException("ResourceUnavailable", $"The environment '{environment.Id}' is not ready; wait until it is NORMAL.");
        }

        var existing = context.State.ApiKeysOf(environment.Id).Where(key => key.IsPublishKey == isPublishKey).ToList();
        if (isPublishKey && existing.Count > 0)
        {
            Answer(context, existing[0], existing[0].Shown);
            return;
        }

        if (existing.Count >= MaxApiKeys)
        {
            throw new CloudErrorException("LimitExceeded", $"The environment '{environment.Id}' has {MaxApiKeys} api_keys, the most there can be; delete one first.");
        }

        var expiresAt = isPublishKey ? PublishKeyEnd : expireIn == 0 ? (DateTimeOffset?)null : context.Now.AddSeconds(expireIn);
        var id = "key-" + context.State.Chance.Lower(16);
        var plain = EnvironmentKey.Make(context.State.Chance, environment.Id, id, isPublishKey, context.Now, expiresAt);
        var record = context.State.Numbered(
            new ApiKeyRecord
            {
                Id = id,
                EnvironmentId = environment.Id,
                Name = context.Arguments.Text("KeyName") ?? string.Empty,
                IsPublishKey = isPublishKey,
                KeyHash = EnvironmentKey.Hash(plain),
                Shown = isPublishKey ? plain : $"{plain[..6]}****{plain[^6..]}",
                ExpiresAt = expiresAt,
            },
            context.Now);
        context.State.Add(record);
        Answer(context, record, plain);
    }

    private static void DescribeApiKeyList(ActionContext context)
    {
        var environment = context.Environment();
        var isPublishKey = IsPublishKey(context.Arguments.Text("KeyType") ?? "api_key");
        var page = context.Arguments.Range("PageNumber", 1, int.MaxValue, 1);
        var size = context.Arguments.Range("PageSize", 1, 100, 10);
        var keys = context.State.ApiKeysOf(environment.Id).Where(key => key.IsPublishKey == isPublishKey).ToList();
        context.Json.WriteStartArray("Data");
        foreach (var key in keys.Skip((int)Math.Min((page - 1) * size, int.MaxValue)).Take((int)size))
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("KeyId", key.Id);
            context.Json.WriteString("Name", key.Name);
            context.Json.WriteString("ApiKey", key.Shown);
            WriteTimes(context, key);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteNumber("Total", keys.Count);
    }

    private static void DeleteApiKey(ActionContext context)
    {
        var environment = context.Environment();
        var id = context.Arguments.Required("KeyId");
        // Deleting what is gone succeeds: the call is idempotent.
        if (context.State.ApiKeys.Find(id) is { } key && key.EnvironmentId == environment.Id)
        {
            context.State.Remove(key);
        }
    }

    private static void Answer(ActionContext context, ApiKeyRecord key, string plain)
    {
        context.Json.WriteString("KeyId", key.Id);
        context.Json.WriteString("Name", key.Name);
        context.Json.WriteString("ApiKey", plain);
        WriteTimes(context, key);
    }

    private static void WriteTimes(ActionContext context, ApiKeyRecord key)
    {
        if (key.ExpiresAt is { } expiresAt)
        {
            context.Json.WriteString("ExpireAt", Iso(expiresAt));
        }

        context.Json.WriteString("CreateAt", Iso(key.CreatedAt));
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool IsPublishKey(string keyType) => keyType switch
    {
        "api_key" => false,
        "publish_key" => true,
        _ => throw CloudErrorException.InvalidValue("KeyType", keyType, "it must be api_key or publish_key"),
    };
}
