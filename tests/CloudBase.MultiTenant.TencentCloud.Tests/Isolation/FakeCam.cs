using CloudBase.MultiTenant.TencentCloud.Isolation;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>An identity service that keeps the cloud's rules: unique names, two keys a user, lists that lag.</summary>
internal sealed class FakeCam(FakeTimeProvider time) : ICamDirectory
{
    private long _next = 1000;

    public TimeSpan ListLag { get; set; } = TimeSpan.Zero;

    public Dictionary<string, User> Users { get; } = [];

    public Dictionary<string, Policy> Policies { get; } = [];

    public CamUsage Usage { get; set; } = new(0, 0);

    public List<string> Secrets { get; } = [];

    /// <summary>Gets or sets what happens once a key was deleted; what it throws is the reply.</summary>
    public Action<string> Deleted { get; set; } = static _ => { };

    public sealed record User(long Uin, string Remark, SecretString? Password)
    {
        public List<Key> Keys { get; } = [];

        public HashSet<long> Attached { get; } = [];
    }

    public sealed record Key(string Id, string Secret, string Description)
    {
        public bool Active { get; set; } = true;
    }

    public sealed record Policy(long Id, string Description, DateTimeOffset MadeAt)
    {
        public string Document { get; set; } = string.Empty;
    }

    public ValueTask<CamUsage> GetUsageAsync(CancellationToken cancellationToken) => new(Usage);

    public ValueTask<long> AddUserAsync(string name, string remark, SecretString? password, CancellationToken cancellationToken)
    {
        if (Users.ContainsKey(name))
        {
            throw new CloudConflictException("in use", Details("AddUser", "InvalidParameter.SubUserNameInUse"));
        }

        if (password is not null)
        {
            Secrets.Add(password.Reveal());
        }

        Users[name] = new User(_next++, remark, password);
        return new(Users[name].Uin);
    }

    public ValueTask<CamUser?> FindUserAsync(string name, CancellationToken cancellationToken) =>
        new(Users.TryGetValue(name, out User? user) ? new CamUser(user.Uin, user.Remark) : null);

    public ValueTask DeleteUserAsync(string name, CancellationToken cancellationToken)
    {
        if (Users.TryGetValue(name, out User? user) && user.Keys.Count > 0)
        {
            throw new CloudConflictException("has keys", Details("DeleteUser", "OperationDenied.HaveKeys"));
        }

        Users.Remove(name);
        return default;
    }

    public ValueTask<long> CreatePolicyAsync(string name, string document, string description, CancellationToken cancellationToken)
    {
        if (Policies.ContainsKey(name))
        {
            throw new CloudConflictException("in use", Details("CreatePolicy", "FailedOperation.PolicyNameInUse"));
        }

        Policies[name] = new Policy(_next++, description, time.GetUtcNow()) { Document = document };
        return new(Policies[name].Id);
    }

    public ValueTask UpdatePolicyAsync(long policyId, string document, string description, CancellationToken cancellationToken)
    {
        Policies.Values.Single(p => p.Id == policyId).Document = document;
        return default;
    }

    public ValueTask<CamPolicy?> FindPolicyAsync(string name, CancellationToken cancellationToken) =>
        new(Policies.TryGetValue(name, out Policy? policy) && policy.MadeAt + ListLag <= time.GetUtcNow() ? new CamPolicy(policy.Id, policy.Description) : null);

    public ValueTask<IReadOnlyList<string>> ListUserNamesAsync(CancellationToken cancellationToken) => new([.. Users.Keys]);

    public ValueTask<IReadOnlyList<string>> ListPolicyNamesAsync(CancellationToken cancellationToken) => new([.. Policies.Keys]);

    public ValueTask<IReadOnlyList<CamAttachment>> ListAttachedAsync(long userUin, CancellationToken cancellationToken) =>
        new([.. Policies.Where(p => ByUin(userUin)?.Attached.Contains(p.Value.Id) == true).Select(p => new CamAttachment(p.Value.Id, p.Key))]);

    public ValueTask<bool> TryAttachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken)
    {
        if (ByUin(userUin) is not { } user || Policies.Values.All(p => p.Id != policyId))
        {
            return new(false);
        }

        user.Attached.Add(policyId);
        return new(true);
    }

    public ValueTask DeletePolicyAsync(long policyId, CancellationToken cancellationToken)
    {
        foreach (string name in Policies.Where(p => p.Value.Id == policyId).Select(p => p.Key).ToArray())
        {
            Policies.Remove(name);
            foreach (User user in Users.Values)
            {
                user.Attached.Remove(policyId);
            }
        }

        return default;
    }

    public ValueTask AttachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken)
    {
        ByUin(userUin)!.Attached.Add(policyId);
        return default;
    }

    public ValueTask DetachPolicyAsync(long policyId, long userUin, CancellationToken cancellationToken)
    {
        ByUin(userUin)?.Attached.Remove(policyId);
        return default;
    }

    public ValueTask<NewAccessKey> CreateAccessKeyAsync(long userUin, string description, CancellationToken cancellationToken)
    {
        User user = ByUin(userUin)!;
        if (user.Keys.Count >= 2)
        {
            CloudErrorDetails details = Details("CreateAccessKey", "OperationDenied.AccessKeyOverLimit");
            throw new CloudLimitExceededException("two keys", details, details.Code, 2, 2);
        }

        var key = new Key($"AKID{_next++}", $"canary-secret-{_next}", description);
        Secrets.Add(key.Secret);
        user.Keys.Add(key);
        return new(new NewAccessKey(key.Id, new SecretString(key.Secret)));
    }

    public ValueTask<IReadOnlyList<CamKey>> ListAccessKeysAsync(long userUin, CancellationToken cancellationToken) =>
        new([.. ByUin(userUin)?.Keys.Select(k => new CamKey(k.Id, k.Active, k.Description)) ?? []]);

    public ValueTask<bool> SetAccessKeyAsync(long userUin, string keyId, bool active, CancellationToken cancellationToken)
    {
        if (ByUin(userUin)?.Keys.Find(k => k.Id == keyId) is not { } key)
        {
            return new(false);
        }

        key.Active = active;
        return new(true);
    }

    public ValueTask DeleteAccessKeyAsync(long userUin, string keyId, CancellationToken cancellationToken)
    {
        ByUin(userUin)?.Keys.RemoveAll(k => k.Id == keyId);
        Deleted(keyId);
        return default;
    }

    internal static CloudErrorDetails Details(string action, string code, CloudEffect effect = CloudEffect.None, bool transient = false) =>
        new() { Service = "cam", Action = action, Code = code, Effect = effect, IsTransient = transient };

    private User? ByUin(long uin) => Users.Values.FirstOrDefault(u => u.Uin == uin);
}
