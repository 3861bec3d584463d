using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>Signs as the published description says: written for the tests, apart from emulator and client.</summary>
internal static class TestSigner
{
    public static string Authorization(
        string secretId, string secretKey, string service, string host, string contentType, long timestamp, byte[] payload, string method = "POST", string query = "")
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(timestamp).ToString("yyyy-MM-dd");
        var canonical = $"{method}\n/\n{query}\ncontent-type:{contentType}\nhost:{host}\n\ncontent-type;host\n{Hex(SHA256.HashData(payload))}";
        var toSign = $"TC3-HMAC-SHA256\n{timestamp}\n{date}/{service}/tc3_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("TC3" + secretKey), date), service), "tc3_request");
        return $"TC3-HMAC-SHA256 Credential={secretId}/{date}/{service}/tc3_request, SignedHeaders=content-type;host, Signature={Hex(Hmac(key, toSign))}";
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
