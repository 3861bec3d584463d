using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>A tenant's sub-account as its binding remembers it, and the names that are its own.</summary>
/// <remarks>Names come from the drawn alias, which is unique, and never from the tenant's id, which is personal and may be long.</remarks>
internal sealed record SubAccount
{
    /// <summary>What names and descriptions of this library begin with.</summary>
    internal const string Prefix = "cbmt";

    internal required EnvironmentId Environment { get; init; }

    /// <summary>Gets the name of the user and of its policy.</summary>
    internal required string Name { get; init; }

    /// <summary>Gets what says that a user or policy of this name is this tenant's: a keyed hash that nobody else can write.</summary>
    internal required string Mark { get; init; }

    internal required StepData Data { get; init; }

    internal long? UserUin => Number("uin");

    internal long? PolicyId => Number("policyId");

    internal string? KeyId => Data.Find("keyId");

    /// <summary>Gets the key that was in force before, and is not deleted yet.</summary>
    internal string? PreviousKeyId => Data.Find("previousKeyId");

    internal static SubAccount Of(Tenant tenant, EnvironmentId environment, StepData binding) => new()
    {
        Environment = environment,
        Name = NameOf(tenant.Alias),
        Mark = $"{Prefix}:{tenant.Marker}",
        Data = binding,
    };

    internal static string NameOf(EnvironmentAlias alias) => $"{Prefix}-{alias.Value}";

    /// <summary>What a key's description says: made by this library, for this attempt. Only such keys are ever deleted unasked.</summary>
    internal static string KeyDescription(OperationId operation, string step) => $"{Prefix}:{operation.Value}:{step}";

    internal static bool IsOurs(CamKey key) => key.Description.StartsWith(Prefix + ":", StringComparison.Ordinal);

    internal static string KeyPurpose(EnvironmentId environment) => $"cam-access-key:{environment}";

    internal static string PasswordPurpose(EnvironmentId environment) => $"cam-initial-password:{environment}";

    private long? Number(string name) => Data.Find(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
