using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.State;

internal sealed partial class AccountState
{
    private static readonly List<ApiKeyRecord> NoApiKeys = [];
    private static readonly List<AccessKeyRecord> NoAccessKeys = [];
    private static readonly HashSet<long> NoUsers = [];

    public IReadOnlyList<ApiKeyRecord> ApiKeysOf(string environmentId) => _apiKeysByEnvironment.GetValueOrDefault(environmentId) ?? NoApiKeys;

    public ApiKeyRecord? FindApiKey(string hash) => _apiKeysByHash.GetValueOrDefault(hash);

    public IReadOnlyList<AccessKeyRecord> AccessKeysOf(long uin) => _accessKeysByUser.GetValueOrDefault(uin) ?? NoAccessKeys;

    public IReadOnlyCollection<long> UsersWith(long policyId) => _usersByPolicy.GetValueOrDefault(policyId) ?? NoUsers;

    public UserRecord? FindUser(string name) => _usersByName.GetValueOrDefault(name);

    public UserRecord? FindUser(long uin) => Users.Find(Text(uin));

    public PolicyRecord? FindPolicy(string name) => _policiesByName.GetValueOrDefault(name);

    public PolicyRecord? FindPolicy(long id) => Policies.Find(Text(id));

    public TagRecord? FindTag(string key, string value) => Tags.Find(TagId(key, value));

    public int UsesOf(string key, string value) => _tagUses.GetValueOrDefault(new TagPair(key, value));

    public string NewEnvironmentId(string alias)
    {
        while (true)
        {
            var id = $"{alias}-{1 + (int)(Chance.NextDouble() * 9)}{Chance.Lower(15)}";
            if (!Environments.Contains(id))
            {
                return id;
            }
        }
    }

    public string NewOrderId(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd}{Account.LastSequence + 1:D9}{(int)(Chance.NextDouble() * 1000):D3}");

    public void Add(EnvironmentRecord environment)
    {
        Environments.Put(environment);
        EnvironmentList.Add(environment);
        CountTags(environment.Tags, 1);
        Schedule(environment);
    }

    public void Update(EnvironmentRecord environment, DateTimeOffset now)
    {
        environment.UpdatedAt = now;
        Environments.Put(environment);
        Schedule(environment);
    }

    public void Retag(EnvironmentRecord environment, List<TagPair> tags, DateTimeOffset now)
    {
        CountTags(environment.Tags, -1);
        environment.Tags = tags;
        CountTags(tags, 1);
        Update(environment, now);
    }

    /// <summary>Removes an environment for good: its keys end and its tags are let go.</summary>
    public void Purge(EnvironmentRecord environment)
    {
        foreach (var key in ApiKeysOf(environment.Id).ToList())
        {
            Remove(key);
        }

        PurgeContent(environment.Id);
        CountTags(environment.Tags, -1);
        Environments.Remove(environment);
        EnvironmentList.Remove(environment);
    }

    public void Add(LedgerEntry entry, DateTimeOffset at)
    {
        Orders.Put(Numbered(new LedgerRecord { Entry = entry }, at));
        Ledger.Add(entry);
        Account.Balance -= entry.Amount;
        Accounts.Put(Account);
    }

    public void Add(ApiKeyRecord key)
    {
        ApiKeys.Put(key);
        _apiKeysByHash[key.KeyHash] = key;
        Entry(_apiKeysByEnvironment, key.EnvironmentId).Add(key);
    }

    public void Remove(ApiKeyRecord key)
    {
        ApiKeys.Remove(key);
        _apiKeysByHash.Remove(key.KeyHash);
        _apiKeysByEnvironment.GetValueOrDefault(key.EnvironmentId)?.Remove(key);
    }

    public void Add(UserRecord user)
    {
        Users.Put(user);
        UserList.Add(user);
        _usersByName[user.Name] = user;
    }

    public void Remove(UserRecord user)
    {
        foreach (var key in AccessKeysOf(user.Uin).ToList())
        {
            Remove(key);
        }

        foreach (var policyId in user.AttachedPolicies.Keys)
        {
            _usersByPolicy.GetValueOrDefault(policyId)?.Remove(user.Uin);
        }

        Users.Remove(user);
        UserList.Remove(user);
        _usersByName.Remove(user.Name);
    }

    public void Add(AccessKeyRecord key)
    {
        AccessKeys.Put(key);
        Entry(_accessKeysByUser, key.UserUin).Add(key);
    }

    public void Remove(AccessKeyRecord key)
    {
        AccessKeys.Remove(key);
        _accessKeysByUser.GetValueOrDefault(key.UserUin)?.Remove(key);
    }

    public void Add(PolicyRecord policy)
    {
        Policies.Put(policy);
        PolicyList.Add(policy);
        _policiesByName[policy.Name] = policy;
    }

    public void Rename(PolicyRecord policy, string name)
    {
        _policiesByName.Remove(policy.Name);
        policy.Name = name;
        _policiesByName[name] = policy;
    }

    public void Remove(PolicyRecord policy)
    {
        foreach (var uin in UsersWith(policy.Id).ToList())
        {
            Detach(FindUser(uin)!, policy.Id);
        }

        Policies.Remove(policy);
        PolicyList.Remove(policy);
        _policiesByName.Remove(policy.Name);
    }

    public void Attach(UserRecord user, long policyId, DateTimeOffset now)
    {
        if (user.AttachedPolicies.TryAdd(policyId, now))
        {
            Entry(_usersByPolicy, policyId).Add(user.Uin);
            Users.Put(user);
        }
    }

    public void Detach(UserRecord user, long policyId)
    {
        if (user.AttachedPolicies.Remove(policyId))
        {
            _usersByPolicy.GetValueOrDefault(policyId)?.Remove(user.Uin);
            Users.Put(user);
        }
    }

    public void Add(TagRecord tag)
    {
        Tags.Put(tag);
        TagList.Add(tag);
    }

    public void Remove(TagRecord tag)
    {
        Tags.Remove(tag);
        TagList.Remove(tag);
    }

    public void Add(FederationTokenRecord token)
    {
        Tokens.Put(token);
        Schedule(token);
    }

    public void Add(LateCallRecord call)
    {
        LateCalls.Put(call);
        Schedule(call);
    }

    /// <summary>The environment that a tcb resource of this account names.</summary>
    public EnvironmentRecord? EnvironmentOf(Policies.ResourceName name) =>
        name.Service == "tcb" && name.Account == $"uin/{Options.AccountUin}" && name.Resource.StartsWith("env/", StringComparison.Ordinal)
            ? Environments.Find(name.Resource[4..])
            : null;

    public AccessIdentity? FindIdentity(string secretId)
    {
        lock (Gate)
        {
            if (secretId == Options.SecretId)
            {
                return new AccessIdentity(secretId, Options.SecretKey, 0, Options.SecretToken, null, null, true, null);
            }

            if (AccessKeys.Find(secretId) is { } key)
            {
                return new AccessIdentity(secretId, key.SecretKey, key.UserUin, null, null, null, key.Active, null);
            }

            return Tokens.Find(secretId) is { } token
                ? new AccessIdentity(secretId, token.SecretKey, token.MintedByUin, token.Token, token.ExpiresAt, token.Policy, true, token.Name)
                : null;
        }
    }

    private void CountTags(List<TagPair> tags, int difference)
    {
        foreach (var tag in tags)
        {
            _tagUses[tag] = _tagUses.GetValueOrDefault(tag) + difference;
        }
    }
}
