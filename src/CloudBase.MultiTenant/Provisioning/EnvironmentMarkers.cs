using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Computes the tag by which an environment is recognised: a keyed hash, so that nobody reads a tenant's id in a bill.</summary>
internal static class EnvironmentMarkers
{
    /// <summary>HMAC-SHA256 of deployment, tenant and operation, in 52 characters of a-z and 2-7.</summary>
    public static string Compute(StoreIdentity identity, TenantId tenant, OperationId operation)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{identity.Deployment.Value}|{tenant.ToStorageKey()}|{operation.Value}");
        byte[] hash = HMACSHA256.HashData(Convert.FromHexString(identity.MarkerKey), text);
        return string.Create((hash.Length * 8 / 5) + 1, hash, static (characters, bytes) =>
        {
            for (int i = 0; i < characters.Length; i++)
            {
                int bit = i * 5;
                int pair = (bytes[bit / 8] << 8) | ((bit / 8) + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
                characters[i] = RandomText.Alphabet[(pair >> (11 - (bit % 8))) & 31];
            }
        });
    }
}
