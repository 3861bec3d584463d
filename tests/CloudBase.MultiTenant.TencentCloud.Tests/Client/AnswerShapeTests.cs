using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>What stands around the answer's object changes nothing in it, and half an answer is none.</summary>
public sealed class AnswerShapeTests
{
    [Theory]
    [InlineData("\"MaxEnvNum\":7")]
    [InlineData("\"MaxEnvNum\":7},\"Other\":{\"MaxEnvNum\":9")]
    [InlineData("\"MaxEnvNum\":7} , \"Other\" : [ { \"Response\" : { } } ] , \"More\":{\"MaxEnvNum\":9")]
    public async Task Answer_WithMembersBesideResponse_ReadsResponseAlone(string result)
    {
        using ClientHost host = new(new ScriptedHandler { Result = result });

        (await host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None)).MaxEnvNum.Should().Be(7);
    }

    [Theory]
    [InlineData("\"MaxEnvNum\":7}}{\"Response\":{\"MaxEnvNum\":9")]
    [InlineData("\"MaxEnvNum\":7}}}}{{\"MaxEnvNum\":9")]
    [InlineData("\"MaxEnvNum\":7},\"Other\":{\"MaxEnvNum\":")]
    public async Task Answer_FollowedByWhatIsNoPartOfIt_IsNoAnswer(string result)
    {
        using ClientHost host = new(new ScriptedHandler { Result = result }, configure: o => o.MaxRetries = 0);

        await FluentActions.Awaiting(() => host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None).AsTask())
            .Should().ThrowAsync<CloudUnavailableException>();
    }
}
