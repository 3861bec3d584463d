using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>Signs addresses of single files, as envd checks them.</summary>
internal sealed class FileLinks(EnvdEndpoint endpoint, string? user, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    public SandboxFileLink Make(string path, string operation, TimeSpan lifetime)
    {
        FilePaths.Check(path);
        if (lifetime < TimeSpan.FromSeconds(1) || lifetime > s_longest)
        {
            throw new ArgumentOutOfRangeException(nameof(lifetime), lifetime, $"A link works for 1 second to {s_longest.TotalDays} days.");
        }

        SecretString token = endpoint.SigningToken ?? throw new NotSupportedException(
            $"Sandbox '{endpoint.Sandbox}' has no token to sign links with: read and write its files with OpenReadAsync and WriteAsync.");
        DateTimeOffset expiresAt = DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling((timeProvider.GetUtcNow() + lifetime).ToUnixTimeMilliseconds() / 1000.0));
        string expiry = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string query = $"{Query(path, user)}&signature={Uri.EscapeDataString(Sign(path, operation, token, expiry))}&signature_expiration={expiry}";
        Uri address = endpoint.GetPreviewAddress(EnvdEndpoint.EnvdPort);
        return new SandboxFileLink(new Uri($"{address.AbsoluteUri.TrimEnd('/')}/files{query}"), Headers(address), expiresAt);
    }

    /// <summary>The query that names a file.</summary>
    public static string Query(string path, string? user) =>
        $"?path={Uri.EscapeDataString(path)}{(user is null ? string.Empty : "&username=" + Uri.EscapeDataString(user))}";

    private string Sign(string path, string operation, SecretString token, string expiry)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{path}:{operation}:{user}:{token.Reveal()}:{expiry}"));
        return "v1_" + Convert.ToBase64String(hash).TrimEnd('=');
    }

    private Dictionary<string, string> Headers(Uri address) => !endpoint.RoutesByHeaders || address != endpoint.GetAddress(EnvdEndpoint.EnvdPort) ? [] : new(StringComparer.OrdinalIgnoreCase)
    {
        [EnvdHeaders.SandboxId] = endpoint.Sandbox.Value,
        [EnvdHeaders.SandboxPort] = EnvdEndpoint.EnvdPort.ToString(CultureInfo.InvariantCulture),
    };
}
