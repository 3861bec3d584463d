using CloudBase.MultiTenant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QuickStart.CommandLine;
using QuickStart.Hosting;
using QuickStart.Output;
using QuickStart.Proof;

namespace QuickStart.Sandboxes;

/// <summary>The part of a run that has to do with sandboxes; begun when the tenants are there.</summary>
internal static class SandboxPart
{
    /// <summary>Shows what a tenant gets, and with --prove what becomes of a sandbox whose holder is killed. Never with --live: there a sandbox costs money that nobody agreed to.</summary>
    /// <returns>Whether all was as promised, and the proof where there is one.</returns>
    internal static async Task<(bool Holds, SandboxVerdict? Verdict)> RunAsync(
        RunningHost host, QuickStartSettings settings, IReadOnlyList<Tenant> active, IQuickStartView view, CancellationToken cancellationToken)
    {
        if (settings.Live || active.Count == 0)
        {
            return (true, null);
        }

        QuickStartSettings part = settings with { OwnCloud = host.EmulatorEndpoint };
        SandboxTour tour = await TourAsync(host, part, active, cancellationToken);
        view.ShowSandbox(tour);
        SandboxVerdict? verdict = settings.Prove && tour.NotPossible is null ? await SandboxProof.RunAsync(part, active[0].Id, cancellationToken) : null;
        if (verdict is not null)
        {
            view.ShowSandboxKill(verdict);
        }

        bool holds = tour.Holds && verdict is not { Holds: false };
        if (!holds)
        {
            view.Problem("The sandbox did not behave as promised, see above.", "Run again; if it stays so, this is a bug to report.");
        }

        return (holds, verdict);
    }

    private static async Task<SandboxTour> TourAsync(RunningHost host, QuickStartSettings part, IReadOnlyList<Tenant> active, CancellationToken cancellationToken)
    {
        IHost sandboxes = SandboxHost.Build(part);
        await using ((IAsyncDisposable)sandboxes)
        {
            SandboxGuide guide = ActivatorUtilities.CreateInstance<SandboxGuide>(sandboxes.Services, host.Http, part);
            return await guide.RunAsync(active[0], active.Count > 1 ? active[1] : null, cancellationToken);
        }
    }
}
