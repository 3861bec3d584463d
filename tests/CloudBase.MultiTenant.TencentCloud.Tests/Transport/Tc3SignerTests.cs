using System.Text;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Transport;

public sealed class Tc3SignerTests
{
    private const string VectorBody = """{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}""";

    public static TheoryData<string> Recorded => [.. RecordedRequest.Names];

    [Fact]
    public void Recorded_AreAllThere() => RecordedRequest.Names.Should().HaveCount(44);

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Authorize_InputsOfRecordedRequest_GivesItsAuthorizationByteForByte(string name)
    {
        RecordedRequest recorded = RecordedRequest.Load(name);
        var signer = new Tc3Signer(new SigningKeyCache());

        string authorization = signer.Authorize(new SigningInput
        {
            Credential = new TencentCloudCredential(recorded.Facts.GetProperty("secretId").GetString()!, new SecretString(recorded.Facts.GetProperty("secretKey").GetString()!)),
            Service = recorded.Scope,
            Host = recorded.SignedHost,
            SignedAt = DateTimeOffset.FromUnixTimeSeconds(1735787045),
            Body = recorded.Body,
            Method = recorded.Method,
            Query = recorded.Query,
            ContentType = recorded.ContentType,
        });

        authorization.Should().Be(recorded.Authorization).And.EndWith(recorded.Signature);
    }

    [Theory]
    [InlineData("********************************", "DescribeInstances", "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84", "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f")]
    [InlineData("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", null, "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031", "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")]
    [InlineData("Gu5t9xGARNpq86cd98joQYCN3*******", null, "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031", "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c")]
    public void Authorize_PublishedVector_GivesItsSignature(string secretKey, string? signedAction, string canonicalHash, string signature)
    {
        var input = new SigningInput
        {
            Credential = new TencentCloudCredential("AKID" + new string('*', 32), new SecretString(secretKey)),
            Service = "cvm",
            Host = "cvm.tencentcloudapi.com",
            SignedAt = DateTimeOffset.FromUnixTimeSeconds(1551113065),
            Body = Encoding.UTF8.GetBytes(VectorBody),
            ContentType = "application/json; charset=utf-8",
            Action = signedAction,
        };
        byte[] hash = new byte[64];
        Tc3Signer.HashCanonicalRequest(input, signedAction is null ? "content-type;host"u8 : "content-type;host;x-tc-action"u8, hash);

        Encoding.ASCII.GetString(hash).Should().Be(canonicalHash);
        new Tc3Signer(new SigningKeyCache()).Authorize(input).Should().EndWith("Signature=" + signature);
    }

    [Fact]
    public void Authorize_LongHostAndService_DoesNotDependOnTheBuffersSize()
    {
        string label = new('a', 1500);
        string shortKey = Sign("x", "x.example").Split("SignedHeaders")[1];
        string longKey = Sign(label, label + ".example").Split("SignedHeaders")[1];

        longKey.Should().HaveLength(shortKey.Length).And.NotBe(shortKey);
        static string Sign(string service, string host) => new Tc3Signer(new SigningKeyCache()).Authorize(new SigningInput
        {
            Credential = new TencentCloudCredential("id", new SecretString("key")),
            Service = service,
            Host = host,
            SignedAt = DateTimeOffset.UnixEpoch,
            Body = "{}"u8,
        });
    }

    [Fact]
    public void Authorize_OtherDayServiceOrKey_NeverReusesADerivedKey()
    {
        var cache = new SigningKeyCache();
        var shared = new Tc3Signer(cache);
        string[] services = ["tcb", "cam"];
        string[] keys = ["one", "two"];
        foreach (int day in new[] { 0, 1, 400 })
        {
            foreach (string service in services)
            {
                foreach (string key in keys)
                {
                    SigningInput input = new()
                    {
                        Credential = new TencentCloudCredential("id", new SecretString(key)),
                        Service = service,
                        Host = "host",
                        SignedAt = DateTimeOffset.UnixEpoch.AddDays(day).AddHours(23),
                        Body = "{}"u8,
                    };
                    shared.Authorize(input).Should().Be(new Tc3Signer(new SigningKeyCache()).Authorize(input));
                }
            }
        }

        cache.Count.Should().Be(12);
    }

    [Fact]
    public void Get_MoreKeysThanItHolds_StaysBounded()
    {
        var cache = new SigningKeyCache();
        for (int i = 0; i < 1000; i++)
        {
            cache.Get(new SecretString("key" + i), 1, "2025-01-01"u8, "tcb");
        }

        cache.Count.Should().BeLessThanOrEqualTo(128);
    }

    [Theory]
    [InlineData("id\r\nX-TC-Action: DestroyEnv")]
    [InlineData("id, SignedHeaders=host")]
    [InlineData("id/2020-01-01")]
    [InlineData("名")]
    public void Credential_IdThatWouldBreakTheHeader_IsRefusedWithoutShowingIt(string id) =>
        FluentActions.Invoking(() => new TencentCloudCredential(id, new SecretString("key")))
            .Should().Throw<ArgumentException>().Which.Message.Should().NotContain(id);
}
