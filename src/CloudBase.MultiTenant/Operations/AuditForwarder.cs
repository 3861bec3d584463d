using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Hands stored audit records to the sinks, in order, each sink at its own pace.</summary>
internal sealed class AuditForwarder(IMultiTenantStore store, IEnumerable<IAuditSink> sinks, TimeProvider time, ILogger<AuditForwarder> log) : IPumpTask
{
    private readonly AuditDelivery[] _deliveries = [.. sinks.Select(s => new AuditDelivery(s, store, time, log))];

    public string Name => "an audit sink";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (AuditDelivery delivery in _deliveries)
        {
            await delivery.ForwardAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
