using System.Collections.Concurrent;
using CloudBase.MultiTenant;
using QuickStart.CommandLine;
using QuickStart.Hosting;
using QuickStart.Output;
using QuickStart.Tenants;

namespace QuickStart.Onboarding;

/// <summary>Ensures every tenant of the file, and shows each step as its operation takes it.</summary>
internal sealed class TenantOnboarding(
    ITenantProvisioner provisioner, ITenantDirectory directory, ITenantOperations operations, TroubleLog troubles, TimeProvider time, QuickStartSettings settings)
{
    private const int AtOnce = 64;

    /// <summary>Onboards the tenants, and returns what became of each, in the order of the file.</summary>
    internal async Task<IReadOnlyList<TenantOutcome>> RunAsync(
        IReadOnlyList<TenantId> tenants, IsolationChoice isolation, IProgressView view, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<TenantId, TenantOutcome> outcomes = [];
        StallWatch watch = new(view, troubles, TimeProvider.System, settings);
        await watch.RunAsync(ending => Parallel.ForEachAsync(
            tenants.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ending },
            async (item, token) => outcomes[item.Item] = await OnboardAsync(item.Item, Choose(isolation, item.Index), isolation, watch, token)), cancellationToken);
        return [.. tenants.Select(t => outcomes[t])];
    }

    private static IsolationKind Choose(IsolationChoice choice, int index) => choice switch
    {
        IsolationChoice.Cam => IsolationKind.CamSubAccount,
        IsolationChoice.WhiteLabel => IsolationKind.WhiteLabel,
        _ => index % 2 == 0 ? IsolationKind.CamSubAccount : IsolationKind.WhiteLabel,
    };

    private async Task<TenantOutcome> OnboardAsync(
        TenantId id, IsolationKind kind, IsolationChoice choice, IProgressView view, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        Tenant? before = null;
        try
        {
            before = await directory.FindAsync(id, cancellationToken);
            bool keep = choice == IsolationChoice.Mixed && before is { State: not (TenantState.Deprovisioned or TenantState.Cancelled) };
            TenantSpec spec = keep ? TenantSpec.Default : TenantSpec.Default with { Isolation = kind };
            Tenant tenant = await EnsureAsync(id, spec, before, started, view, cancellationToken);
            bool created = before?.State != TenantState.Active;
            view.Report(new TenantProgress(id, created ? TenantPhase.Created : TenantPhase.Found, created ? "active" : "found", started));
            return new TenantOutcome(id, tenant, created, time.GetElapsedTime(started), null);
        }
        catch (Exception e) when (e is CloudBaseException or FormatException)
        {
            view.Report(new TenantProgress(id, TenantPhase.Failed, e.Message, started));
            (Tenant? now, Decision? decision) = await LookAsync(id, before, cancellationToken);
            return new TenantOutcome(id, now, false, time.GetElapsedTime(started), e) { Decision = decision };
        }
    }

    private async Task<Tenant> EnsureAsync(
        TenantId id, TenantSpec spec, Tenant? before, long started, IProgressView view, CancellationToken cancellationToken)
    {
        long seen = 0;
        if (before?.CurrentOperation is { } current && await operations.FindAsync(current, cancellationToken) is { } left)
        {
            // Running the quick start again is a person's decision to go on, and not the consent to pay for one more environment.
            bool goesOn = before.State == TenantState.Parked && Decision.GoesOn(left, settings);
            seen = (goesOn ? await operations.ResumeAsync(current, cancellationToken) : left).LastSequence;
        }

        try
        {
            return await provisioner.EnsureAsync(id, spec, new EnsureOptions { Patience = TimeSpan.Zero }, cancellationToken);
        }
        catch (ProvisioningPendingException pending)
        {
            await foreach (OperationEvent step in operations.WatchAsync(pending.Operation, seen, cancellationToken))
            {
                string text = step.Step.Length == 0 ? Words.Of(step.Kind) : $"{step.Step}: {Words.Of(step.Kind)}";
                view.Report(new TenantProgress(id, TenantPhase.Running, text, started));
            }

            return await provisioner.EnsureAsync(id, spec, cancellationToken);
        }
    }

    private async Task<(Tenant? Now, Decision? Decision)> LookAsync(TenantId id, Tenant? before, CancellationToken cancellationToken)
    {
        try
        {
            Tenant? now = await directory.FindAsync(id, cancellationToken);
            TenantOperation? current = now?.CurrentOperation is { } operation ? await operations.FindAsync(operation, cancellationToken) : null;
            return (now, current is { State: OperationState.Parked } ? Decision.Of(current, settings) : null);
        }
        catch (CloudBaseException)
        {
            return (before, null);
        }
    }
}
