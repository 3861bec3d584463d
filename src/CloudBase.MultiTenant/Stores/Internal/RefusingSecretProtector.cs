using System.Diagnostics.CodeAnalysis;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Stands where no protection was chosen: stores nothing, reads nothing.</summary>
internal sealed class RefusingSecretProtector : ISecretProtector
{
    public string Protect(SecretString secret, string purpose) => throw new SecretProtectionException(
        $"A secret ({purpose}) must be stored and nothing protects it; secrets are never stored in plain text. "
        + "Call ProtectSecretsWithDataProtection() of the package CloudBase.MultiTenant.DataProtection, or register an ISecretProtector.");

    public bool TryUnprotect(string protectedText, string purpose, [NotNullWhen(true)] out SecretString? secret)
    {
        secret = null;
        return false;
    }
}
