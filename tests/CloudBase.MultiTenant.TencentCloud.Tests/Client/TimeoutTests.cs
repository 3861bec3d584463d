using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>A call ends when its time is over, whatever the time was spent on, and says which of its limits ended it.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task TotalTimeout_FirstAttemptTookMostOfIt_CountsFromTheStartOfTheCall()
    {
        var time = new WatchedTime();
        var handler = new ScriptedHandler(Answer.Stalls, Answer.Stalls, Answer.Stalls);
        using ClientHost host = Host(handler, time, maxRetries: 3);
        Task<DescribeEnvLimitResponse> call = CallAsync(host);
        time.Advance(TimeSpan.FromSeconds(20));
        await time.UntilWaitAsync(RetryDelay);
        time.Advance(RetryDelay);
        await WatchedTime.UntilAsync(() => handler.Calls == 2);
        time.Advance(TimeSpan.FromSeconds(10) - RetryDelay - Millisecond);
        bool endedEarly = call.IsCompleted;
        time.Advance(Millisecond);

        CloudUnavailableException error = await ErrorOfAsync(call);

        endedEarly.Should().BeFalse();
        error.Message.Should().Contain("no answer in 00:00:30 after 2 attempt(s)").And.Contain("TotalTimeout");
        error.Code.Should().Be("ClientError.Timeout");
        handler.Calls.Should().Be(2);
    }

    [Fact]
    public async Task TotalTimeout_FirstAttemptWaitedForItsPlace_LeavesItOnlyTheRest()
    {
        var time = new WatchedTime();
        var handler = new ScriptedHandler([.. Enumerable.Repeat(Answer.Good, 15), Answer.Stalls]) { Result = string.Empty };
        using ClientHost host = Host(handler, time, maxRetries: 0, perSecond: 1);
        Task<DescribeEnvLimitResponse>[] before = [.. Enumerable.Range(0, 15).Select(_ => CallAsync(host))];
        Task<DescribeEnvLimitResponse> call = CallAsync(host);
        for (int second = 1; second <= 15; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await WatchedTime.UntilAsync(() => handler.Calls == second + 1);
        }

        await Task.WhenAll(before);
        time.Advance(TimeSpan.FromSeconds(15) - Millisecond);
        bool endedEarly = call.IsCompleted;
        time.Advance(Millisecond);

        CloudUnavailableException error = await ErrorOfAsync(call);

        endedEarly.Should().BeFalse();
        error.Message.Should().Contain("no answer in 00:00:30 after 1 attempt(s)", "the attempt was cut short by the call's time");
    }

    [Fact]
    public async Task AttemptTimeout_NoRepetitionLeft_IsTheOneThatIsNamed()
    {
        var time = new WatchedTime();
        using ClientHost host = Host(new ScriptedHandler(Answer.Stalls), time, maxRetries: 0);
        Task<DescribeEnvLimitResponse> call = CallAsync(host);
        time.Advance(TimeSpan.FromSeconds(20));

        (await ErrorOfAsync(call)).Message.Should().Contain("no answer in 00:00:20 after 1 attempt(s)");
    }

    private static ClientHost Host(ScriptedHandler handler, TimeProvider time, int maxRetries, int perSecond = 0) => new(handler, time, o =>
    {
        (o.AttemptTimeout, o.TotalTimeout, o.MaxRetries) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30), maxRetries);
        (o.RetryDelay, o.MaxRetryDelay) = (RetryDelay, RetryDelay);
        o.RateLimits["tcb.DescribeEnvLimit"] = perSecond;
    });

    private static Task<DescribeEnvLimitResponse> CallAsync(ClientHost host) =>
        host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None).AsTask();

    private static async Task<CloudUnavailableException> ErrorOfAsync(Task call) =>
        (await FluentActions.Awaiting(() => call.WaitAsync(Patience)).Should().ThrowAsync<CloudUnavailableException>()).Which;
}
