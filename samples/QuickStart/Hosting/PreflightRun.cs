using CloudBase.MultiTenant;
using Microsoft.Extensions.DependencyInjection;
using QuickStart.CommandLine;
using QuickStart.Output;

namespace QuickStart.Hosting;

/// <summary>Looks whether everything is there, and does nothing else.</summary>
internal static class PreflightRun
{
    internal static async Task<int> RunAsync(QuickStartSettings settings, IQuickStartView view, CancellationToken cancellationToken)
    {
        await using RunningHost host = await RunningHost.OpenAsync(settings, cancellationToken);
        PreflightReport report = await CheckAsync(host, view, cancellationToken);
        if (settings.Json)
        {
            await using Stream stdout = Console.OpenStandardOutput();
            JsonReport.Write(stdout, report);
        }

        return report.Passed ? ExitCodes.Done : ExitCodes.Failed;
    }

    internal static async Task<PreflightReport> CheckAsync(RunningHost host, IQuickStartView view, CancellationToken cancellationToken)
    {
        PreflightReport report = await host.Services.GetRequiredService<IPreflight>().CheckAsync(cancellationToken);
        view.ShowPreflight(report);
        return report;
    }

    /// <summary>Stops a run that would spend money on a host that is not ready for it.</summary>
    internal static async Task ThrowUnlessPassedAsync(RunningHost host, IQuickStartView view, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        PreflightReport report = await CheckAsync(host, view, cancellationToken);
        if (!report.Passed)
        {
            throw new QuickStartException("Something failed above, so nothing was bought.", $"Put it right, then run: {settings.SameCommand}");
        }
    }
}
