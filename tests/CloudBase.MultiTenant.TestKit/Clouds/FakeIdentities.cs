using System.Globalization;

namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>The simulated identity service.</summary>
public sealed class FakeIdentities : IFakeIdentities
{
    private readonly Lock _lock = new();
    private int _keys;

    public Dictionary<string, FakeUser> Users { get; } = [];

    public Func<string, CloudFault> Faults { get; set; } = static _ => CloudFault.None;

    public ValueTask<bool> UserExistsAsync(string user, CancellationToken cancellationToken) => Call("GetUser", () => Users.ContainsKey(user));

    public ValueTask AddUserAsync(string user, CancellationToken cancellationToken) => Do("AddUser", () => Users.Add(user, new FakeUser()));

    public ValueTask SetPolicyAsync(string user, string policy, CancellationToken cancellationToken) => Do("SetPolicy", () => Users[user].Policy = policy);

    public ValueTask<string> AddKeyAsync(string user, CancellationToken cancellationToken) => Call("AddKey", () =>
    {
        string key = "key" + (++_keys).ToString(CultureInfo.InvariantCulture);
        Users[user].Keys.Add(key);
        return key;
    });

    public ValueTask<IReadOnlyList<string>> ListKeysAsync(string user, CancellationToken cancellationToken) => Call<IReadOnlyList<string>>(
        "ListKeys", () => Users.TryGetValue(user, out FakeUser? found) ? [.. found.Keys] : []);

    public ValueTask DeleteKeyAsync(string user, string key, CancellationToken cancellationToken) => Do("DeleteKey", () =>
    {
        if (Users.TryGetValue(user, out FakeUser? found))
        {
            found.Keys.Remove(key);
        }
    });

    public ValueTask SetEnabledAsync(string user, bool enabled, CancellationToken cancellationToken) => Do("SetEnabled", () => Users[user].IsEnabled = enabled);

    public ValueTask RemoveUserAsync(string user, CancellationToken cancellationToken) => Do("RemoveUser", () => Users.Remove(user));

    private static async ValueTask Discard<T>(ValueTask<T> call) => await call.ConfigureAwait(false);

    private ValueTask Do(string action, Action effect) => Discard(Call(action, () =>
    {
        effect();
        return true;
    }));

    private ValueTask<T> Call<T>(string action, Func<T> effect)
    {
        lock (_lock)
        {
            switch (Faults(action))
            {
                case CloudFault.Throttled:
                    throw FakeCloudErrors.Throttled(action);
                case CloudFault.LostBefore:
                    throw FakeCloudErrors.Lost(action);
                case CloudFault.LostAfter:
                    effect();
                    throw FakeCloudErrors.Lost(action);
                default:
                    return new(effect());
            }
        }
    }
}
