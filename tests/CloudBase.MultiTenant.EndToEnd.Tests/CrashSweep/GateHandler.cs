using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>A gate before each request is sent and after its reply was read.</summary>
internal sealed class GateHandler(CrashGate gate, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await gate.PassAsync().ConfigureAwait(false);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await gate.PassAsync().ConfigureAwait(false);
        }
    }
}
