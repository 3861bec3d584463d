using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant.Ports;

/// <summary>Turns secrets that must be stored into text that is of no use to who reads the store, and back. Thread-safe.</summary>
public interface ISecretProtector
{
    /// <summary>Protects a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="purpose">What it is for; text protected for one purpose cannot be read for another.</param>
    /// <exception cref="SecretProtectionException">No protection is set up: nothing is ever stored in plain text.</exception>
    string Protect(SecretString secret, string purpose);

    /// <summary>Reads protected text back, or says that it cannot be read, so that the secret is issued again.</summary>
    /// <param name="protectedText">The protected text.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="secret">The secret, when this returns true.</param>
    bool TryUnprotect(string protectedText, string purpose, [NotNullWhen(true)] out SecretString? secret);
}
