namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>Copies the state for a reader; the gate is held.</summary>
internal static class SnapshotBuilder
{
    public static EmulatorSnapshot Build(AccountState state, DateTimeOffset now) => new()
    {
        At = now,
        Balance = state.Account.Balance,
        SoldOut = state.Account.SoldOut,
        ManagementEnvironmentId = state.Account.ManagementEnvironmentId,
        DeletesEver = state.Account.DeletesEver,
        Environments = state.EnvironmentList.All.Select(environment => Copy(state, environment, now)).ToList(),
        Users = state.UserList.All.Select(user => Copy(state, user)).ToList(),
        Policies = state.PolicyList.All.Select(policy => new EmulatedPolicy(policy.Id, policy.Name, policy.Document)).ToList(),
        Tags = state.TagList.All.Select(tag => $"{tag.Key}:{tag.Value}").ToList(),
        LateCalls = state.LateCalls.Count,
    };

    private static EmulatedEnvironment Copy(AccountState state, EnvironmentRecord environment, DateTimeOffset now) => new()
    {
        Id = environment.Id,
        Alias = environment.Alias,
        Region = environment.Region,
        PackageId = environment.PackageId,
        IsReady = environment.IsReady(now),
        DeliveryFailed = environment.DeliveryFailed,
        CreatedAt = environment.CreatedAt,
        ExpiresAt = environment.ExpiresAt,
        IsolatedAt = environment.IsolatedAt,
        AutoRenew = environment.AutoRenew,
        CustomQps = environment.CustomQps,
        Tags = environment.Tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
        ApiKeyIds = state.ApiKeysOf(environment.Id).Select(key => key.Id).ToList(),
    };

    private static EmulatedUser Copy(AccountState state, UserRecord user)
    {
        var keys = state.AccessKeysOf(user.Uin);
        return new EmulatedUser(
            user.Uin, user.Name,
            user.AttachedPolicies.Keys.Select(id => state.FindPolicy(id)!.Name).ToList(),
            keys.Where(key => key.Active).Select(key => key.Id).ToList(),
            keys.Where(key => !key.Active).Select(key => key.Id).ToList());
    }
}
