using System.Diagnostics;

namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>Tells when a call of this test's is over that nobody waits for. Other tests' spans have another trace.</summary>
internal sealed class SpanWatch : IDisposable
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Activity _own = new Activity(nameof(SpanWatch)).Start();
    private readonly ActivityListener _listener;

    public SpanWatch(string call)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == CloudBaseTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                if (a.TraceId == _own.TraceId && a.OperationName.EndsWith(call, StringComparison.Ordinal))
                {
                    _over.TrySetResult();
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Task Over => _over.Task;

    public void Dispose()
    {
        _listener.Dispose();
        _own.Dispose();
    }
}
