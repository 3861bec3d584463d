using System.Diagnostics;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using QuickStart.CommandLine;
using QuickStart.Hosting;

namespace QuickStart.Sandboxes;

/// <summary>Takes sandboxes out of the pool: runs a tenant's app in one, looks for the host's in it and for the tenant's in a neighbour's, leaves it to be paused, and takes it again.</summary>
internal sealed class SandboxGuide(ISandboxPool pool, SandboxPoolKeeper keeper, ISandboxProvider provider, HttpClient http, QuickStartSettings settings)
{
    private const string Install = "Sandboxes need bubblewrap (apt-get install bubblewrap), or util-linux with user namespaces, on Linux. Nothing else of this run needs them.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly SandboxRequest Request = SandboxRequest.FromPool(SandboxHost.Pool);

    private readonly List<SandboxTourStep> _steps = [];
    private readonly List<ArrivedSandbox> _arrivals = [];

    /// <summary>Shows what a tenant gets.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="neighbour">Another, in whose sandbox the first one's is searched for; null where there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<SandboxTour> RunAsync(Tenant tenant, Tenant? neighbour, CancellationToken cancellationToken)
    {
        ISandboxLease first;
        try
        {
            first = await AcquireAsync(tenant, Request, cancellationToken);
        }
        catch (Exception e) when (e is CloudCallException or SandboxException)
        {
            return new SandboxTour(tenant.Id, [], [], $"{e.Message} {Install}");
        }

        try
        {
            await using (first)
            {
                ResidueSearch residue = await UseAsync(first, tenant, cancellationToken);
                await SearchAsync(residue, first, tenant, neighbour, cancellationToken);
            }

            await PauseAsync(first.Sandbox, cancellationToken);
            await ComeBackAsync(tenant, cancellationToken);
        }
        catch (Exception e) when (e is CloudBaseException)
        {
            Add("it went wrong", e.Message, Stopwatch.GetTimestamp(), asExpected: false);
        }

        return new SandboxTour(tenant.Id, _steps, _arrivals, null);
    }

    private async Task<ISandboxLease> AcquireAsync(Tenant tenant, SandboxRequest request, CancellationToken cancellationToken)
    {
        ISandboxLease lease = await pool.AcquireAsync(tenant.Id, request, cancellationToken);
        _arrivals.Add(new ArrivedSandbox(tenant.Id, lease.Arrival));
        return lease;
    }

    private async Task<ResidueSearch> UseAsync(ISandboxLease sandbox, Tenant tenant, CancellationToken cancellationToken)
    {
        _steps.Add(new SandboxTourStep("the pool gave it a sandbox", $"{sandbox.Sandbox}, {_arrivals[^1].How}", sandbox.Arrival.Total, true));
        TenantAppRun app = new(http, sandbox);
        long began = Stopwatch.GetTimestamp();
        CommandResult built = await app.BuildAsync(tenant.Alias.Value, cancellationToken);
        Add("an app was written and built", built.IsSuccess ? TenantApp.Built : built.StandardError.Trim(), began, built.IsSuccess);

        began = Stopwatch.GetTimestamp();
        string page = await app.StartAsync(cancellationToken);
        Add("it was started, and its page fetched", Shown(page), began, IsOf(page, tenant));

        began = Stopwatch.GetTimestamp();
        (string seen, bool isClean) = await HostSearch.RunAsync(sandbox, settings, cancellationToken);
        Add("it looked for what is the host's", seen, began, isClean);
        return await ResidueSearch.PlantAsync(sandbox, tenant.Alias.Value, cancellationToken);
    }

    private async Task SearchAsync(ResidueSearch residue, ISandboxLease own, Tenant tenant, Tenant? neighbour, CancellationToken cancellationToken)
    {
        // A host that was started does this every second; here it is done now, so that nobody waits for it.
        await keeper.RunOnceAsync(cancellationToken);
        await using ISandboxLease other = await AcquireAsync(neighbour ?? tenant, Request with { AllowRestore = false }, cancellationToken);
        long began = Stopwatch.GetTimestamp();
        if (neighbour is not null)
        {
            Residue here = await residue.RunAsync(own, cancellationToken);
            Residue there = await residue.RunAsync(other, cancellationToken);
            Add("its files and credential were searched for", Found(here, there), began, here.IsAll && there.IsNone);
        }

        await other.StopAsync(cancellationToken);
    }

    private static string Found(Residue here, Residue there) => (here.IsAll, there.IsNone) switch
    {
        (true, true) => $"in its own sandbox they are there; in a neighbour's, of the same pool, nothing of them is ({there.Searched} characters searched)",
        (_, false) => $"IN A NEIGHBOUR'S SANDBOX: {(there.HasCanary ? "its canary, " : string.Empty)}{there.CredentialParts} of {there.AllParts} parts of its credential",
        _ => "not even in its own sandbox are they found, so the search says nothing",
    };

    /// <summary>Waits until the pool has paused what was returned.</summary>
    private async Task PauseAsync(SandboxId sandbox, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        bool isPaused = false;
        while (!isPaused && Stopwatch.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(100, cancellationToken);
            await keeper.RunOnceAsync(cancellationToken);
            isPaused = (await provider.FindAsync(sandbox, cancellationToken))?.State == SandboxState.Paused;
        }

        // Another run on this database may have taken it for the same tenant in the meantime: that is no fault.
        Add("it was paused", isPaused ? "by the pool, when it was returned and nobody had used it for a second" : "not yet: somebody uses it", began, asExpected: true);
    }

    private async Task ComeBackAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        await using ISandboxLease again = await AcquireAsync(tenant, Request, cancellationToken);
        TenantAppRun app = new(http, again);

        // Where a pause keeps the disk only, its processes have ended.
        string page = again.Arrival.Level is SandboxRestoreLevel.Running or SandboxRestoreLevel.Memory ? await app.FetchAsync(null, cancellationToken) : await app.StartAsync(cancellationToken);
        Add("it was resumed, and its page is there", $"{Shown(page)} ({_arrivals[^1].How})", began, IsOf(page, tenant));
        await again.StopAsync(cancellationToken);
    }

    private void Add(string what, string seen, long began, bool asExpected) => _steps.Add(new SandboxTourStep(what, seen, Stopwatch.GetElapsedTime(began), asExpected));

    private static bool IsOf(string page, Tenant tenant) => page.Contains(TenantApp.PageOf(tenant.Alias.Value), StringComparison.Ordinal);

    private static string Shown(string page)
    {
        const int Most = 80;
        string text = string.Join(' ', page.Replace("<!doctype html><title>app</title><h1>", string.Empty, StringComparison.Ordinal).Replace("</h1>", string.Empty, StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > Most ? text[..Most] + "…" : text;
    }
}
