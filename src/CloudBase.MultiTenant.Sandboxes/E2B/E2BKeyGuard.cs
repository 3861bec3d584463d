using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Keeps the emulator's key off the internet, and warns once of another key on its way to an emulator. Thread-safe.</summary>
internal sealed class E2BKeyGuard(ILogger logger)
{
    /// <summary>What the emulator's key begins with: of the form that E2B's clients ask for, and no key of a service.</summary>
    public const string EmulatorPrefix = "e2b_c10dba5e";

    private const string RealPrefix = "e2b_";

    private int _warned;

    /// <summary>Says what is wrong with sending a key to an address; null when nothing is.</summary>
    public static string? Problem(SecretString? key, Uri address) =>
        key is null || !key.Reveal().StartsWith(EmulatorPrefix, StringComparison.OrdinalIgnoreCase) || !OwnNetwork.IsPublic(address)
            ? null
            : $"the key begins with {EmulatorPrefix}, so it is the emulator's, and {address.Authority} may be anybody's. "
                + "Give a key of the service, or call UseEmulator(), or set ApiUrl to an emulator on this machine or in a private network.";

    /// <exception cref="CloudCredentialRejectedException">The emulator's key would go to a stranger.</exception>
    public void Check(E2BCall call, SecretString? key, Uri address)
    {
        if (Problem(key, address) is { } problem)
        {
            throw E2BErrors.OfEmulatorKey(call, problem);
        }

        if (_warned == 0 && address.IsLoopback && key?.Reveal() is { } text && text.StartsWith(RealPrefix, StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith(EmulatorPrefix, StringComparison.OrdinalIgnoreCase) && Interlocked.Exchange(ref _warned, 1) == 0)
        {
            SandboxLog.RealKeyAtEmulator(logger, address.Authority);
        }
    }
}
