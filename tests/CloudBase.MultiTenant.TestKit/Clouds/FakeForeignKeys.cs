using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>Keys of environments that somebody made by hand.</summary>
public sealed class FakeForeignKeys : IEnvironmentApiKeys
{
    private readonly Lock _lock = new();
    private readonly List<(EnvironmentId Environment, EnvironmentApiKey Key, bool IsPublishable)> _keys = [];

    /// <summary>Gets or sets why they cannot be listed.</summary>
    public Func<Exception?> Refusal { get; set; } = static () => null;

    /// <summary>Gets or sets why one cannot be deleted.</summary>
    public Func<Exception?> DeletionRefusal { get; set; } = static () => null;

    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_lock)
            {
                return [.. _keys.Select(k => k.Key.KeyId)];
            }
        }
    }

    public void Add(EnvironmentId environment, string name, bool isPublishable = false)
    {
        lock (_lock)
        {
            _keys.Add((environment, new EnvironmentApiKey("id-of-" + name, name, null), isPublishable));
        }
    }

    public ValueTask<IssuedApiKey> CreateAsync(EnvironmentId environment, string name, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Add(environment, name);
        return new(new IssuedApiKey("id-of-" + name, new SecretString("key-of-" + name), DateTimeOffset.MaxValue.AddDays(-1)));
    }

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListAsync(EnvironmentId environment, CancellationToken cancellationToken) => new(Of(environment, isPublishable: false));

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListPublishableAsync(EnvironmentId environment, CancellationToken cancellationToken) => new(Of(environment, isPublishable: true));

    public ValueTask DeleteAsync(EnvironmentId environment, string keyId, CancellationToken cancellationToken)
    {
        if (DeletionRefusal() is { } refusal)
        {
            throw refusal;
        }

        lock (_lock)
        {
            _keys.RemoveAll(k => k.Environment == environment && k.Key.KeyId == keyId);
        }

        return default;
    }

    private IReadOnlyList<EnvironmentApiKey> Of(EnvironmentId environment, bool isPublishable)
    {
        if (Refusal() is { } refusal)
        {
            throw refusal;
        }

        lock (_lock)
        {
            return [.. _keys.Where(k => k.Environment == environment && k.IsPublishable == isPublishable).Select(k => k.Key)];
        }
    }
}
