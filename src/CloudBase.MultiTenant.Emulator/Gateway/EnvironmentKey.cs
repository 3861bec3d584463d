using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Gateway;

/// <summary>An environment's API key: looks like a JWT, is known by its SHA-256.</summary>
internal static class EnvironmentKey
{
    public static string Make(Chance chance, string environmentId, string keyId, bool isPublishKey, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var payload = new MemoryStream();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("iss", "emulator");
            json.WriteString("aud", environmentId);
            json.WriteString("jti", keyId);
            json.WriteString("scope", isPublishKey ? "publish_key" : "api_key");
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            if (expiresAt is { } end)
            {
                json.WriteNumber("exp", end.ToUnixTimeSeconds());
            }

            json.WriteEndObject();
        }

        // The last part is chance, not a signature: the emulator knows its keys and verifies none by arithmetic.
        return $"{Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8)}.{Base64Url.EncodeToString(payload.ToArray())}.{Base64Url.EncodeToString(chance.Bytes(32))}";
    }

    public static string Hash(string plain) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)));
}
