using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using CloudBase.MultiTenant.Ports;
using Microsoft.AspNetCore.DataProtection;

namespace CloudBase.MultiTenant.DataProtection;

/// <summary>Protects secrets under the host's key ring, each purpose apart from the others.</summary>
internal sealed class DataProtectionSecretProtector(IDataProtectionProvider provider, KeyRingCheck check) : ISecretProtector
{
    public string Protect(SecretString secret, string purpose)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(purpose);
        check.ThrowIfKeysMayBeLost();
        try
        {
            return For(purpose).Protect(secret.Reveal());
        }
        catch (CryptographicException e)
        {
            throw new SecretProtectionException(
                $"A secret ({purpose}) cannot be protected: {e.GetBaseException().Message} Check that the key ring's place can be read and written.", e);
        }
    }

    public bool TryUnprotect(string protectedText, string purpose, [NotNullWhen(true)] out SecretString? secret)
    {
        ArgumentNullException.ThrowIfNull(protectedText);
        ArgumentNullException.ThrowIfNull(purpose);
        try
        {
            secret = new SecretString(For(purpose).Unprotect(protectedText));
            return true;
        }
        catch (CryptographicException)
        {
            secret = null;
            return false;
        }
    }

    private IDataProtector For(string purpose) => provider.CreateProtector("CloudBase.MultiTenant", "secrets.v1", purpose);
}
