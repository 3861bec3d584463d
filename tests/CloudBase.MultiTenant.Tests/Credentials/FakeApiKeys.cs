using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Credentials;

/// <summary>A cloud with five key slots an environment. Its hooks run before and after a key is made, and may throw.</summary>
internal sealed class FakeApiKeys(TimeProvider time) : IEnvironmentApiKeys
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (EnvironmentId Environment, EnvironmentApiKey Key)> _keys = [];
    private int _creates;
    private int _deletes;

    public Func<string, Task> BeforeCreate { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> AfterCreate { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> BeforeDelete { get; set; } = _ => Task.CompletedTask;

    public Func<EnvironmentApiKey, bool> IsListed { get; set; } = _ => true;

    /// <summary>Gets or sets whether the environment was purged, or deleted in the console: it is not found then, with whatever call.</summary>
    public bool IsGone { get; set; }

    public int Creates => _creates;

    public int Deletes => _deletes;

    public const string SecretMark = "canary-7f3a";

    public IReadOnlyList<EnvironmentApiKey> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _keys.Values.Select(k => k.Key)];
            }
        }
    }

    public bool Works(CredentialLease lease) => Keys.Any(k => k.KeyId == lease.Credential.Id && k.ExpiresAt > time.GetUtcNow());

    public void AddForeign(EnvironmentId environment, string name)
    {
        lock (_lock)
        {
            _keys.Add("foreign-" + name, (environment, new EnvironmentApiKey("foreign-" + name, name, null)));
        }
    }

    public async ValueTask<IssuedApiKey> CreateAsync(EnvironmentId environment, string name, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        // The hooks of when it was called: who sees the key and sets them anew means the next call.
        (Func<string, Task> before, Func<string, Task> after) = (BeforeCreate, AfterCreate);
        int number = Interlocked.Increment(ref _creates);
        await before(name);
        DateTimeOffset expiresAt = time.GetUtcNow() + lifetime;
        lock (_lock)
        {
            if (_keys.Values.Count(k => k.Environment == environment) >= 5)
            {
                throw new CloudLimitExceededException("five keys", Error("LimitExceeded", CloudEffect.None), "ApiKeys", 5, 5);
            }

            _keys.Add($"key-{number}", (environment, new EnvironmentApiKey($"key-{number}", name, expiresAt)));
        }

        await after(name);
        return new IssuedApiKey($"key-{number}", new SecretString($"{SecretMark}-{number}"), expiresAt);
    }

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        ThrowIfGone();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<EnvironmentApiKey>>([.. _keys.Values.Where(k => k.Environment == environment && IsListed(k.Key)).Select(k => k.Key)]);
        }
    }

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListPublishableAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EnvironmentApiKey>>([]);

    public async ValueTask DeleteAsync(EnvironmentId environment, string keyId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _deletes);
        await BeforeDelete(keyId);
        ThrowIfGone();
        lock (_lock)
        {
            _keys.Remove(keyId);
        }
    }

    private void ThrowIfGone()
    {
        if (IsGone)
        {
            throw new CloudNotFoundException("no such environment", Error("ResourceNotFound", CloudEffect.None));
        }
    }

    public static CloudErrorDetails Error(string code, CloudEffect effect) =>
        new() { Service = "tcb", Action = "CreateApiKey", Code = code, Effect = effect, RequestId = "request-1" };

    public static CloudUnavailableException Down(CloudEffect effect = CloudEffect.None) => new("the cloud is down", Error("InternalError", effect));
}
