using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>The keys that the sandbox API takes: the emulator's own and those that CreateAPIKey made. Guarded by the fleet's gate.</summary>
internal sealed class ApiKeyRing(string ownKey)
{
    public const int MaxKeys = 20;
    private readonly List<SandboxApiKey> _keys = [];

    public IReadOnlyList<SandboxApiKey> Keys => _keys;

    /// <summary>Every key in clear, the emulator's own first.</summary>
    public IEnumerable<string> Secrets => _keys.Select(key => key.Key).Prepend(ownKey);

    public bool Takes(string key) => Same(ownKey, key) || _keys.Any(entry => Same(entry.Key, key));

    public SandboxApiKey Add(string name, Chance chance, DateTimeOffset now)
    {
        if (_keys.Count >= MaxKeys)
        {
            throw new FleetException(FleetError.LimitExceeded, $"The account has {MaxKeys} API keys, the most there can be; delete one first.");
        }

        var key = new SandboxApiKey("key-" + chance.Lower(8), name, "ark_" + chance.Mixed(40), now);
        _keys.Add(key);
        return key;
    }

    public bool Remove(string id) => _keys.RemoveAll(key => key.Id == id) > 0;

    public void Clear() => _keys.Clear();

    private static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
