using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Cam;

/// <summary>CreateAccessKey, UpdateAccessKey, DeleteAccessKey, ListAccessKeys: resource-level, on the user.</summary>
internal static class AccessKeyActions
{
    public const int MaxKeysPerUser = 2;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        CamParameters.OnUser("CreateAccessKey", "TargetUin number; Description string", CreateAccessKey),
        CamParameters.OnUser("UpdateAccessKey", "AccessKeyId string !; Status string !; TargetUin number", UpdateAccessKey),
        CamParameters.OnUser("DeleteAccessKey", "AccessKeyId string !; TargetUin number", DeleteAccessKey),
        CamParameters.OnUser("ListAccessKeys", "TargetUin number", ListAccessKeys),
    ];

    public static AccessKeyRecord NewKey(ActionContext context, long uin, string description)
    {
        var key = context.State.Numbered(
            new AccessKeyRecord
            {
                Id = CloudBaseEmulatorOptions.KeyPrefix + "AKID" + context.State.Chance.Mixed(24),
                SecretKey = CloudBaseEmulatorOptions.KeyPrefix + context.State.Chance.Mixed(32),
                UserUin = uin,
                Description = description,
            },
            context.Now);
        context.State.Add(key);
        return key;
    }

    private static void CreateAccessKey(ActionContext context)
    {
        var uin = Target(context);
        var description = context.Arguments.Text("Description") ?? string.Empty;
        if (description.Length > 1024 || !description.All(character => char.IsAsciiLetterOrDigit(character) || "_+=,.@:/-".Contains(character, StringComparison.Ordinal)))
        {
            throw CloudErrorException.InvalidValue("Description", description, "it must be at most 1024 letters, digits and _+=,.@:/-");
        }

        if (context.State.AccessKeysOf(uin).Count >= MaxKeysPerUser)
        {
            throw new CloudErrorException("OperationDenied.AccessKeyOverLimit", $"The user {uin} has {MaxKeysPerUser} access keys, the most there can be; delete one first.");
        }

        var key = NewKey(context, uin, description);
        context.Json.WriteStartObject("AccessKey");
        context.Json.WriteString("AccessKeyId", key.Id);
        context.Json.WriteString("SecretAccessKey", key.SecretKey);
        WriteRest(context, key);
        context.Json.WriteEndObject();
    }

    private static void UpdateAccessKey(ActionContext context)
    {
        var key = Key(context);
        key.Active = context.Arguments.Required("Status") switch
        {
            "Active" => true,
            "Inactive" => false,
            var other => throw CloudErrorException.InvalidValue("Status", other, "it must be Active or Inactive"),
        };
        context.State.AccessKeys.Put(key);
    }

    private static void DeleteAccessKey(ActionContext context) => context.State.Remove(Key(context));

    private static void ListAccessKeys(ActionContext context)
    {
        context.Json.WriteStartArray("AccessKeys");
        foreach (var key in context.State.AccessKeysOf(Target(context)))
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("AccessKeyId", key.Id);
            WriteRest(context, key);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static void WriteRest(ActionContext context, AccessKeyRecord key)
    {
        context.Json.WriteString("Status", key.Active ? "Active" : "Inactive");
        context.Json.WriteString("CreateTime", context.Time(key.CreatedAt));
        context.Json.WriteString("Description", key.Description);
    }

    private static long Target(ActionContext context)
    {
        var uin = context.Arguments.Number("TargetUin") ?? context.Caller.UserUin;
        if (uin == 0)
        {
            throw new CloudErrorException("OperationDenied", "The emulator's root account takes no further keys; name a user in TargetUin.");
        }

        return context.State.FindUser(uin) is null
            ? throw new CloudErrorException("ResourceNotFound.UserNotExist", $"The user {uin} does not exist.")
            : uin;
    }

    private static AccessKeyRecord Key(ActionContext context)
    {
        var uin = Target(context);
        var id = context.Arguments.Required("AccessKeyId");
        return context.State.AccessKeys.Find(id) is { } key && key.UserUin == uin
            ? key
            : throw new CloudErrorException("ResourceNotFound.SecretNotExist", $"The access key '{id}' of user {uin} does not exist.");
    }
}
