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
        _duration = meter.CreateHistogram<double>(CloudBaseMetrics.OperationDuration, "s", "From the beginning of an operation to its end.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 21600, 86400] });
        _steps = meter.CreateCounter<long>(CloudBaseMetrics.OperationSteps, "{step}", "Calls of steps by what became of them.");
        _parked = meter.CreateCounter<long>(CloudBaseMetrics.OperationParked, "{operation}", "Operations that began to need a person's decision.");
        _duplicates = meter.CreateCounter<long>(CloudBaseMetrics.EnvironmentDuplicates, "{environment}", "Paid environments that nobody is bound to.");
    }

    public void OperationEnded(TenantOperation operation) => _duration.Record(
        ((operation.CompletedAt ?? operation.UpdatedAt) - operation.CreatedAt).TotalSeconds,
        new TagList { { CloudBaseTags.OperationKind, operation.Kind.ToString() }, { CloudBaseTags.OperationState, operation.State.ToString() } });

    public void StepEnded(string action, string outcome) => _steps.Add(1, new TagList { { CloudBaseTags.StepAction, action }, { CloudBaseTags.StepOutcome, outcome } });

    public void Parked(OperationKind kind, string code) => _parked.Add(1, new TagList { { CloudBaseTags.OperationKind, kind.ToString() }, { CloudBaseTags.ErrorType, code } });

    public void DuplicateFound() => _duplicates.Add(1);
}
