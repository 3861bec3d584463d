using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>The signature that a link to a file carries in its query.</summary>
internal sealed record SignedLink(string Path, string User, bool Writes, string Signature, string Expiration)
{
    public static SignedLink Of(HttpRequest request)
    {
        var query = request.Query;
        return new SignedLink(
            query["path"].ToString(), query["username"].ToString(), HttpMethods.IsPost(request.Method), query["signature"].ToString(), query["signature_expiration"].ToString());
    }

    /// <summary>Whether it was signed with one of the tokens, for this file and this direction, and its time is not over.</summary>
    public bool OpensFor(SandboxTokens tokens, DateTimeOffset now)
    {
        if (Signature.Length == 0)
        {
            return false;
        }

        if (Expiration.Length > 0
            && (!long.TryParse(Expiration, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < now.ToUnixTimeSeconds()))
        {
            return false;
        }

        return tokens.Signed(Signature, Sign, now);
    }

    private string Sign(string token)
    {
        var text = $"{Path}:{(Writes ? "write" : "read")}:{User}:{token}{(Expiration.Length > 0 ? ":" + Expiration : string.Empty)}";
        return "v1_" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text))).TrimEnd('=');
    }
}
