using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator.Protocol;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Tests.Protocol;

/// <summary>The vendor's published vectors.</summary>
public sealed class Tc3SignatureTests
{
    private const string Payload = """{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}""";
    private const string Asterisks = "********************************";

    [Theory]
    [InlineData("AKID" + Asterisks, Asterisks, "content-type;host;x-tc-action", "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f")]
    [InlineData("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "content-type;host", "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")]
    [InlineData("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******", "content-type;host", "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c")]
    public void Matches_PublishedVector_Accepts(string secretId, string secretKey, string signedHeaders, string signature)
    {
        Matches(secretId, secretKey, signedHeaders, signature, Payload).Should().BeTrue();
        Matches(secretId, secretKey, signedHeaders, signature, Payload.Replace("1", "2", StringComparison.Ordinal)).Should().BeFalse();
        Matches(secretId, secretKey + "x", signedHeaders, signature, Payload).Should().BeFalse();
    }

    [Fact]
    public void DeriveKey_PublishedVector_IsSecretSigning() =>
        Convert.ToHexStringLower(Tc3Signature.DeriveKey(Asterisks, "2019-02-25", "cvm"))
            .Should().Be("b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af");

    [Fact]
    public void Payload_OfTheVectors_HasThePublishedHash() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Payload)))
            .Should().Be("35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064");

    private static bool Matches(string secretId, string secretKey, string signedHeaders, string signature, string payload)
    {
        var header = $"TC3-HMAC-SHA256 Credential={secretId}/2019-02-25/cvm/tc3_request, SignedHeaders={signedHeaders}, Signature={signature}";
        var request = new CloudRequest
        {
            Method = "POST",
            Host = "cvm.tencentcloudapi.com",
            Path = "/",
            Query = "",
            Headers = new HeaderDictionary { ["Content-Type"] = "application/json; charset=utf-8", ["X-TC-Action"] = "DescribeInstances" },
            Body = Encoding.UTF8.GetBytes(payload),
        };
        return new Tc3Signature().Matches(Tc3Authorization.TryParse(header)!, secretKey, request, "1551113065");
    }
}
