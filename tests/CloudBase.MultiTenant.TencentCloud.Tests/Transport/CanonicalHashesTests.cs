using System.Text;
using CloudBase.MultiTenant.TencentCloud;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Transport;

public sealed class CanonicalHashesTests
{
    private static readonly TencentCloudCredential s_credential = new("id", new SecretString("key"));
    private static readonly TencentCloudCredential[] s_credentials = [s_credential, new("id", new SecretString("rotated")), new("other", s_credential.SecretKey)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Authorize_QuestionsAskedAgainInAnyOrder_AreSignedAsIfAskedOnce(int seed)
    {
        var random = new Random(seed);
        var shared = new Tc3Signer(new SigningKeyCache());
        (string Host, string? Action, string Body, bool IsRead)[] questions =
        [
            .. from host in new[] { "a.example", "b.example" }
               from action in new[] { null, "DescribeEnvs", "CreateEnv" }
               from number in Enumerable.Range(0, 60)
               select (host, action, $"{{\"EnvId\":\"abc-{number:x4}\"}}", number % 4 != 0),
        ];

        for (int i = 0; i < 5_000; i++)
        {
            (string host, string? action, string body, bool isRead) = questions[random.Next(questions.Length)];
            DateTimeOffset at = DateTimeOffset.UnixEpoch.AddSeconds(i);
            string apart = new Tc3Signer(new SigningKeyCache()).Authorize(Input(host, action, Encoding.UTF8.GetBytes(body), isRead, at));

            shared.Authorize(Input(host, action, Encoding.UTF8.GetBytes(body), isRead, at)).Should().Be(apart);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Authorize_OneQuestionWithinSeconds_IsSignedForItsOwnSecondKeyAndService(int seed)
    {
        var random = new Random(seed);
        var shared = new Tc3Signer(new SigningKeyCache());
        for (int i = 0; i < 5_000; i++)
        {
            DateTimeOffset at = DateTimeOffset.UnixEpoch.AddMilliseconds((i * 20) + random.Next(1_000));
            TencentCloudCredential credential = s_credentials[random.Next(50) < 48 ? 0 : random.Next(3)];
            string service = random.Next(50) == 0 ? "cam" : "tcb";
            string apart = new Tc3Signer(new SigningKeyCache()).Authorize(Input("host", null, "{}"u8, isRead: true, at, credential, service));

            shared.Authorize(Input("host", null, "{}"u8, isRead: true, at, credential, service)).Should().Be(apart);
        }
    }

    [Fact]
    public void Authorize_OneQuestionTwiceInASecond_IsSignedOnce()
    {
        var signer = new Tc3Signer(new SigningKeyCache());
        string[] signed = [.. Enumerable.Range(0, 4).Select(i =>
            signer.Authorize(Input("host", null, "{}"u8, isRead: true, DateTimeOffset.UnixEpoch.AddMilliseconds(i * 200))))];

        signed[3].Should().BeSameAs(signed[2], "the first two tell that it is asked again");
    }

    [Fact]
    public void Note_AReadSeenTwice_IsKeptFromThen()
    {
        var hashes = new CanonicalHashes();
        byte[] hash = Encoding.ASCII.GetBytes(new string('a', 64));
        SigningInput input = Input("host", null, "{}"u8, isRead: true, DateTimeOffset.UnixEpoch);

        hashes.Note(input, hash);
        hashes.Find(input).Should().BeNull("a question that is asked once needs no place");
        hashes.Note(input, hash);

        hashes.Find(input)!.Hex.Should().Equal(hash);
    }

    [Theory]
    [InlineData(false, 2, "what changes something may hold a password")]
    [InlineData(true, 513, "a long body is not kept")]
    public void Note_WhatIsNotToBeKept_IsNeverFound(bool isRead, int length, string why)
    {
        var hashes = new CanonicalHashes();
        SigningInput input = Input("host", null, new byte[length], isRead, DateTimeOffset.UnixEpoch);

        for (int i = 0; i < 3; i++)
        {
            hashes.Note(input, new byte[64]);
        }

        hashes.Find(input).Should().BeNull(why);
    }

    private static SigningInput Input(
        string host, string? action, ReadOnlySpan<byte> body, bool isRead, DateTimeOffset at, TencentCloudCredential? credential = null, string service = "tcb") => new()
    {
        Credential = credential ?? s_credential,
        Service = service,
        Host = host,
        SignedAt = at,
        Body = body,
        Action = action,
        IsRead = isRead,
    };
}
