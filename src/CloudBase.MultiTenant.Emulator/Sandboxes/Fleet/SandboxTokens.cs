using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>The tokens that one sandbox takes. Thread-safe.</summary>
internal sealed class SandboxTokens(string access, string traffic)
{
    private const int MaxAcquired = 64;
    private readonly Lock _gate = new();
    private readonly List<(string Token, DateTimeOffset ExpiresAt)> _acquired = [];

    /// <summary>Lives as long as the sandbox does.</summary>
    public string Access => access;

    /// <summary>For the ports of what runs inside; it gives no commands and no files.</summary>
    public string Traffic => traffic;

    /// <summary>Every token, those whose time is over included.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
            {
                return [access, traffic, .. _acquired.Select(entry => entry.Token)];
            }
        }
    }

    public void Add(string token, DateTimeOffset expiresAt)
    {
        lock (_gate)
        {
            if (_acquired.Count == MaxAcquired)
            {
                _acquired.RemoveAt(0);
            }

            _acquired.Add((token, expiresAt));
        }
    }

    public bool Opens(string token, DateTimeOffset now) => Candidates(now).Any(candidate => Same(candidate, token));

    public bool OpensTraffic(string token, DateTimeOffset now) => Same(traffic, token) || Opens(token, now);

    /// <summary>Whether a signature over a path was made with one of the tokens.</summary>
    public bool Signed(string signature, Func<string, string> sign, DateTimeOffset now) =>
        Candidates(now).Any(candidate => Same(sign(candidate), signature));

    private List<string> Candidates(DateTimeOffset now)
    {
        lock (_gate)
        {
            List<string> candidates = [access];
            candidates.AddRange(_acquired.Where(entry => entry.ExpiresAt > now).Select(entry => entry.Token));
            return candidates;
        }
    }

    private static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
