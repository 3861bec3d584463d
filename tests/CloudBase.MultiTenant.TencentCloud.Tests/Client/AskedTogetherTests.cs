using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>
/// All callers of a host that starts come at once. What is the same for all of them is asked for once: by each of them, the account's limit of calls a second
/// would hold up the first tenants, and refuse the later ones.
/// </summary>
public sealed class AskedTogetherTests
{
    private const int Callers = 30;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Clock_ManyCallersAtOnce_IsAskedForOnce()
    {
        var handler = new ScriptedHandler(Answer.Stalls) { Result = "\"AccountId\":\"1\"", Date = _time.GetUtcNow };
        using ClientHost host = new(handler, _time);
        IEnvironmentCloud cloud = host.Services.GetRequiredService<IEnvironmentCloud>();

        await AskTogetherAsync(token => cloud.ReadClockAsync(token).AsTask(), handler);

        handler.Seen.Select(r => r.Action).Should().Equal("GetCallerIdentity");
    }

    [Fact]
    public async Task Offer_ManyOrdersAtOnce_IsReadOnce()
    {
        var handler = new ScriptedHandler(Answer.Stalls) { Result = "\"Initialized\":true,\"PackageList\":[{\"PackageName\":\"baas_personal\"}]", Date = _time.GetUtcNow };
        using ClientHost host = new(handler, _time);
        IEnvironmentCloud cloud = host.Services.GetRequiredService<IEnvironmentCloud>();

        await AskTogetherAsync(
            async token =>
            {
                await cloud.CheckAsync(new TenantSpec { PackageId = "baas_personal" }, token);
                return true;
            },
            handler);

        handler.Seen.Select(r => r.Action).Should().Equal("CheckTcbService", "DescribeBaasPackageList");
    }

    [Fact]
    public async Task Identity_ManyCallersAtOnce_IsAskedForOnceAndAnErrorIsNotKept()
    {
        int asked = 0;
        TaskCompletionSource<CallerIdentity> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AccountIdentity identity = new(
            _ =>
            {
                asked++;
                return new ValueTask<CallerIdentity>(answer.Task);
            },
            _time);
        Task<CallerIdentity>[] first = [.. Enumerable.Range(0, Callers).Select(_ => identity.GetAsync(CancellationToken.None).AsTask())];
        answer.SetException(new InvalidOperationException("The cloud is away."));
        foreach (Task<CallerIdentity> call in first)
        {
            await FluentActions.Awaiting(() => call).Should().ThrowAsync<InvalidOperationException>();
        }

        asked.Should().Be(1);
        answer = new TaskCompletionSource<CallerIdentity>();
        answer.SetResult(new CallerIdentity("100000000001", "qcs::cam::uin/100000000001:uin/100000000001", CallerKind.Root));
        (await identity.GetAsync(CancellationToken.None)).Kind.Should().Be(CallerKind.Root);
        await identity.GetAsync(CancellationToken.None);
        asked.Should().Be(2, "what failed is asked for again, and what was answered is not");
    }

    /// <summary>Asks from all sides while the first answer is on its way, and lets the one leave who asked first.</summary>
    private static async Task AskTogetherAsync<T>(Func<CancellationToken, Task<T>> ask, ScriptedHandler handler)
    {
        using CancellationTokenSource leaving = new();
        Task<T> left = ask(leaving.Token);
        await handler.Stalled.Task;
        Task<T>[] calls = [.. Enumerable.Range(1, Callers).Select(_ => ask(CancellationToken.None))];

        await leaving.CancelAsync();

        await FluentActions.Awaiting(() => left).Should().ThrowAsync<OperationCanceledException>("leaving ends the leaver's wait");
        calls.Should().OnlyContain(c => !c.IsCompleted);
        handler.Release.SetResult();
        await Task.WhenAll(calls);
    }
}
