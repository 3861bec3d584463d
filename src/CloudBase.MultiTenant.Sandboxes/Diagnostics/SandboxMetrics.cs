using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CloudBase.MultiTenant.Sandboxes.Diagnostics;

/// <summary>The sandboxes' instruments, under the library's one meter. No sandbox is named in them.</summary>
internal sealed class SandboxMetrics
{
    private readonly Histogram<double> _commands;
    private readonly Histogram<double> _calls;

    public SandboxMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(CloudBaseTelemetry.Name);
        _commands = meter.CreateHistogram<double>(CloudBaseMetrics.SandboxCommandDuration, "s", "How long commands of sandboxes take, as their caller sees it.");
        _calls = meter.CreateHistogram<double>(CloudBaseMetrics.CloudCallDuration, "s", "How long calls to the cloud take, with all attempts and waits.");
    }

    public void Ran(string provider, string outcome, TimeSpan duration)
    {
        TagList tags = new() { { CloudBaseTags.SandboxProvider, provider }, { CloudBaseTags.SandboxOutcome, outcome } };
        _commands.Record(duration.TotalSeconds, tags);
    }

    public void Called(string service, string action, string outcome, TimeSpan duration)
    {
        TagList tags = new() { { CloudBaseTags.RpcService, service }, { CloudBaseTags.RpcMethod, action }, { CloudBaseTags.CloudOutcome, outcome } };
        _calls.Record(duration.TotalSeconds, tags);
    }
}
