using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Names of API keys: drawn before the key is made, so that a lost reply is found by its name.</summary>
internal static class ApiKeyName
{
    private const string Prefix = "cbmt-";
    private const string ProofPrefix = Prefix + "verify-";
    private const int DrawnLength = 20;

    /// <summary>A hundred random bits: the cloud does not keep names apart, so chance has to.</summary>
    public static string Draw(IRandomSource random) => Prefix + RandomText.Draw(random, DrawnLength);

    public static bool IsOurs(string name) => IsProof(name)
        || (name.Length == Prefix.Length + DrawnLength && name.StartsWith(Prefix, StringComparison.Ordinal)
            && !name.AsSpan(Prefix.Length).ContainsAnyExcept(RandomText.Alphabet));

    /// <summary>The name of a key that an isolation strategy makes to prove isolation with: the prefix, and ten drawn bytes.</summary>
    public static bool IsProof(string name) =>
        name.Length == ProofPrefix.Length + DrawnLength && name.StartsWith(ProofPrefix, StringComparison.Ordinal)
        && !name.AsSpan(ProofPrefix.Length).ContainsAnyExcept("0123456789abcdef");
}
