using System.Net;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>P1 at the wire: a caller who leaves as the answer comes is never told that nothing was sent.</summary>
public sealed class LeavingCallerTests
{
    private const int Rounds = 2_000;

    [Fact]
    public async Task Once_CallerLeavesAsTheAnswerComes_IsToldOfTheAnswerOrThatTheEffectIsUnknown()
    {
        var handler = new HeldHandler();
        using ClientHost host = new(handler, configure: o => o.RateLimits["tcb.CreateApiKey"] = 0);
        int answered = 0, unknown = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using var caller = new CancellationTokenSource();

            // Registered before the call's own, and so run after it: the call ends between the end of its caller's wait and what its caller is told.
            using CancellationTokenRegistration answering = caller.Token.Register(() => AnswerAsPoolThreads(handler));
            Task<CreateApiKeyResponse> call = host.Client.CallAsync(TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, caller.Token).AsTask();
            call.IsCompleted.Should().BeFalse();
            CancelOnAThreadThatInlinesNothing(caller);

            try
            {
                (await call).ApiKey.Should().Be("key");
                answered++;
            }
            catch (CloudUnavailableException left)
            {
                left.Effect.Should().Be(CloudEffect.Unknown);
                unknown++;
            }
        }

        (answered + unknown, handler.Calls).Should().Be((Rounds, Rounds), "no other answer is true");
    }

    private static void AnswerAsPoolThreads(HeldHandler handler)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        handler.Answer();
    }

    private static void CancelOnAThreadThatInlinesNothing(CancellationTokenSource caller)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new OwnContext());
        try
        {
            caller.Cancel();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>A context that is not the default one: what waits without it goes on on another thread.</summary>
    private sealed class OwnContext : SynchronizationContext;

    /// <summary>Holds each request until it is told to answer, and then answers on the thread that tells it.</summary>
    private sealed class HeldHandler : HttpMessageHandler
    {
        private TaskCompletionSource _held = new();

        public int Calls { get; private set; }

        public void Answer() => _held.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            Calls++;
            _held = new TaskCompletionSource();
            await _held.Task;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"Response":{"ApiKey":"key","KeyId":"k","RequestId":"r"}}""") };
        }
    }
}
