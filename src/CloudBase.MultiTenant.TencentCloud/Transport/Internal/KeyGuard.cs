using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Keeps the emulator's keys off the internet, and warns once of a real key on its way to an emulator. Thread-safe.</summary>
internal sealed class KeyGuard(ILogger logger)
{
    public const string EmulatorPrefix = "EMULATOR-";

    private const string RealPrefix = "AKID";

    private int _warned;

    /// <summary>Says what is wrong with sending a key to an address; null when nothing is.</summary>
    public static string? Problem(string? secretId, Uri address) =>
        secretId is null || !secretId.StartsWith(EmulatorPrefix, StringComparison.Ordinal) || !OwnNetwork.IsPublic(address)
            ? null
            : $"the SecretId begins with {EmulatorPrefix}, so it is the emulator's, and {address.Authority} may be anybody's. "
                + "Give the account's own keys, or call UseEmulator(), or set Endpoint to an emulator on this machine or in a private network.";

    /// <exception cref="CloudCredentialRejectedException">The emulator's key would go to a stranger.</exception>
    public void Check(TencentCloudRequest request, Uri address)
    {
        string secretId = request.Credential.SecretId;
        if (Problem(secretId, address) is { } problem)
        {
            throw new CloudCredentialRejectedException(
                $"{CloudBaseErrorCodes.EmulatorKeyAtCloud}: {request.Service}.{request.Action} was not sent: {problem}",
                new CloudErrorDetails
                {
                    Service = request.Service, Action = request.Action, Code = ClientErrorCodes.EmulatorKey, Effect = CloudEffect.None,
                });
        }

        if (_warned == 0 && address.IsLoopback && secretId.StartsWith(RealPrefix, StringComparison.Ordinal) && Interlocked.Exchange(ref _warned, 1) == 0)
        {
            TencentCloudLog.RealKeyAtEmulator(logger, address.Authority);
        }
    }
}
