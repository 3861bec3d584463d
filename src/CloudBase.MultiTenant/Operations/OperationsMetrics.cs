using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CloudBase.MultiTenant.Operations;

/// <summary>What is counted and timed. No tenant is named in a metric.</summary>
internal sealed class OperationsMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _duplicates;

    public OperationsMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(CloudBaseTelemetry.Name);
        _duration = meter.CreateHistogram<double>(CloudBaseTelemetry.OperationDuration, "s", "From the beginning of an operation to its end.");
        _steps = meter.CreateCounter<long>(CloudBaseTelemetry.OperationSteps, "{step}", "Calls of steps by what became of them.");
        _parked = meter.CreateCounter<long>(CloudBaseTelemetry.OperationParked, "{operation}", "Operations that began to need a person's decision.");
        _duplicates = meter.CreateCounter<long>(CloudBaseTelemetry.EnvironmentDuplicates, "{environment}", "Paid environments that nobody is bound to.");
    }

    public void OperationEnded(TenantOperation operation) => _duration.Record(
        ((operation.CompletedAt ?? operation.UpdatedAt) - operation.CreatedAt).TotalSeconds,
        new TagList { { "kind", operation.Kind.ToString() }, { "outcome", operation.State.ToString() } });

    public void StepEnded(string action, string outcome) => _steps.Add(1, new TagList { { "action", action }, { "outcome", outcome } });

    public void Parked(OperationKind kind, string code) => _parked.Add(1, new TagList { { "kind", kind.ToString() }, { "code", code } });

    public void DuplicateFound() => _duplicates.Add(1);
}
