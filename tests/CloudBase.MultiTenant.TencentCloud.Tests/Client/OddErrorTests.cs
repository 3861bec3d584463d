using System.Net;
using System.Text;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>Errors whose words are cut, forged, or say back what they were told.</summary>
public sealed class OddErrorTests
{
    private const string Token = "canary-session-token-77";

    public static TheoryData<byte[]> Halves =>
    [
        // A text that is cut to a length ends in half of a character that takes two, or in a part of its bytes.
        Encoding.ASCII.GetBytes("the name \\ud83d"),
        Encoding.UTF8.GetBytes("别名")[..^1],
    ];

    [Theory]
    [MemberData(nameof(Halves))]
    public async Task Error_WhoseMessageIsCutWithinACharacter_IsKnownByItsCode(byte[] message)
    {
        using ClientHost host = HostOn([.. "{\"Response\":{\"Error\":{\"Code\":\"InvalidParameterValue\",\"Message\":\""u8, .. message, .. "\"},\"RequestId\":\"r-1\"}}"u8]);

        CloudInvalidRequestException error = (await MakeAsync(host).ThrowAsync<CloudInvalidRequestException>()).Which;

        (error.Effect, error.RequestId).Should().Be((CloudEffect.None, "r-1"));
    }

    [Fact]
    public async Task Error_WhoseCodeIsHalfACharacter_LeavesOpenWhetherItWorked()
    {
        using ClientHost host = HostOn("""{"Response":{"Error":{"Code":"\ud800","Message":"odd"},"RequestId":"r-1"}}"""u8.ToArray());

        (await MakeAsync(host).ThrowAsync<CloudCallException>()).Which.Effect.Should().Be(CloudEffect.Unknown);
    }

    [Fact]
    public async Task Error_ThatSaysBackWhatItWasTold_ShowsNoSecretAndWritesNoLineOfALog()
    {
        using ClientHost host = HostOn(Encoding.UTF8.GetBytes(
            """{"Response":{"Error":{"Code":"AuthFailure.TokenFailure","Message":"the token TOKEN of KEY\nFORGED"},"RequestId":"r-1"}}""".Replace("TOKEN", Token).Replace("KEY", ClientHost.SecretKey)));

        string shown = (await MakeAsync(host).ThrowAsync<CloudCredentialRejectedException>()).Which.ToString();

        shown.Should().NotContain(Token).And.NotContain(ClientHost.SecretKey).And.NotContain("\nFORGED").And.Contain("FORGED");
    }

    private static ClientHost HostOn(byte[] answer) => new(new Fixed(answer), configure: o => (o.SessionToken, o.MaxRetries) = (new SecretString(Token), 0));

    private static FluentAssertions.Specialized.GenericAsyncFunctionAssertions<CreateApiKeyResponse> MakeAsync(ClientHost host) =>
        FluentActions.Awaiting(() => host.Client.CallAsync(TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, CancellationToken.None).AsTask()).Should();

    private sealed class Fixed(byte[] body) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
        }
    }
}
