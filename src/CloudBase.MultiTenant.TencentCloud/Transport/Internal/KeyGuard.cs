using System.Net;
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
        secretId is null || !secretId.StartsWith(EmulatorPrefix, StringComparison.Ordinal) || !IsPublic(address)
            ? null
            : $"the SecretId begins with {EmulatorPrefix}, so it is the emulator's, and {address.Authority} may be anybody's. "
                + "Give the account's own keys, or call UseEmulator(), or set Endpoint to an emulator on this machine or in a private network.";

    /// <summary>Whether a host may be a stranger's: neither this machine, nor a private address, nor a name that only a network of one's own knows.</summary>
    /// <remarks>Link-local addresses (169.254.0.0/16, fe80::/10) count as a stranger's: there a cloud's metadata service answers, and no emulator is put there on purpose.</remarks>
    private static bool IsPublic(Uri address)
    {
        if (address.IsLoopback)
        {
            return false;
        }

        if (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip))
        {
            byte[] b = (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).GetAddressBytes();
            return b.Length == 4
                ? b[0] != 10 && !(b[0] == 172 && b[1] is >= 16 and < 32) && !(b[0] == 192 && b[1] == 168)
                : !ip.IsIPv6UniqueLocal;
        }

        // RFC 6761 and 6762 give the last labels to no one; a name without a dot is a container's or a neighbour's.
        string last = address.Host[(address.Host.LastIndexOf('.') + 1)..];
        return address.Host.Contains('.', StringComparison.Ordinal) && last is not ("invalid" or "localhost" or "test" or "local" or "internal");
    }

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
