using CloudBase.MultiTenant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickStart.CommandLine;
using QuickStart.Hosting;
using QuickStart.Onboarding;
using QuickStart.Output;
using QuickStart.Proof;
using QuickStart.Sandboxes;
using QuickStart.Templates;
using QuickStart.Tenants;

namespace QuickStart;

/// <summary>One run: onboard, show, prove, count the cost.</summary>
internal static class QuickStartRunner
{
    private static readonly int[] Scenarios = [10, 50, 100];

    internal static async Task<int> RunAsync(QuickStartSettings settings, CancellationToken cancellationToken)
    {
        IQuickStartView view = Views.Create(settings, TimeProvider.System);
        try
        {
            int exitCode = await RunAsync(settings, view, cancellationToken);
            if (exitCode == ExitCodes.Done && settings.OwnFolder is { } folder)
            {
                Directory.Delete(folder, recursive: true);
            }

            return exitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            view.Problem("Stopped. Everything that was begun is in the database: nothing is lost, and nothing is bought twice.", $"Go on with: {settings.SameCommand}");
            return ExitCodes.Cancelled;
        }
        catch (QuickStartException e)
        {
            view.Problem(e.Message, e.Next);
            return e.ExitCode;
        }
        catch (Exception e) when (RefusedSettings.In(e) is { Count: > 0 })
        {
            view.Problem(string.Join(Environment.NewLine, RefusedSettings.In(e)), $"Correct the settings named above, then run: {settings.SameCommand}");
            return ExitCodes.Usage;
        }
        catch (Exception e) when (e is CloudBaseException or HttpRequestException or IOException or InvalidDataException)
        {
            view.Problem(e.Message, Advice.For(e, settings));
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            bool all = Environment.GetEnvironmentVariable("QUICKSTART_TRACE") == "1";
            view.Problem($"This should not have happened: {(all ? e.ToString() : e.Message)}", all ? $"Report it; then go on with: {settings.SameCommand}" : $"To see where, type: QUICKSTART_TRACE=1 {settings.SameCommand}");
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> RunAsync(QuickStartSettings settings, IQuickStartView view, CancellationToken cancellationToken)
    {
        if (settings.Preflight)
        {
            return await PreflightRun.RunAsync(settings, view, cancellationToken);
        }

        IReadOnlyList<TenantId> tenants = await TenantsFile.ReadAsync(settings, cancellationToken);
        if (settings.TemplateFile is { } file)
        {
            settings = settings with { Template = await TemplateReading.ReadAsync(file, settings, cancellationToken) };
        }

        RefusedSettings.ThrowIfAny(settings);
        KilledRun? killed = settings.Prove ? await KillARunAsync(settings, tenants.Count, view, cancellationToken) : null;
        await using RunningHost host = await RunningHost.OpenAsync(settings, cancellationToken);
        LedgerSummary? left = killed is null ? null : await ReadWhatIsLeftAsync(host, view, cancellationToken);
        ITenantDirectory directory = host.Services.GetRequiredService<ITenantDirectory>();
        await CheckTemplateAsync(host, settings, cancellationToken);
        if (settings.Live)
        {
            await PreflightRun.ThrowUnlessPassedAsync(host, view, settings, cancellationToken);
            await SpendingConsent.AskAsync(tenants, settings, host.Services, cancellationToken);
        }

        await StartAsync(host, directory, tenants[0], cancellationToken);
        await ResumedOperations.ThrowIfUnknownAsync(host.Services.GetRequiredService<ITenantOperations>(), settings, cancellationToken);
        view.Note($"{tenants.Count} tenants from {settings.TenantsFile}, kept in {settings.DatabaseFile}; the cloud is {host.CloudInWords}.");
        PoolFilling? pool = settings.Pool > 0 ? ActivatorUtilities.CreateInstance<PoolFilling>(host.Services) : null;
        await (pool?.FillAsync(view, settings, cancellationToken) ?? Task.CompletedTask);
        TenantOnboarding onboarding = ActivatorUtilities.CreateInstance<TenantOnboarding>(host.Services, settings);
        IReadOnlyList<TenantOutcome> outcomes = await view.WithProgressAsync(
            tenants, progress => onboarding.RunAsync(tenants, settings.Isolation, progress, cancellationToken));

        await (pool?.SettleAsync(cancellationToken) ?? Task.CompletedTask);
        ICostEstimator costs = host.Services.GetRequiredService<ICostEstimator>();
        List<(int, CostEstimate)> scenarios = [.. Scenarios.Select(n => (n, costs.Estimate(CostScenario.ForTenants(n))))];
        LedgerSummary? ledger = host.EmulatorEndpoint is { } emulator ? await LedgerReader.ReadAsync(host.Http, emulator, directory, await WaitingEnvironments.ReadAsync(host.Services, cancellationToken), cancellationToken) : null;
        KillVerdict? kill = killed is null ? null : new KillVerdict(killed, left!, ledger!, tenants.Count);
        view.ShowTenants(outcomes);
        view.Note(Summary(outcomes));
        if (ledger is not null)
        {
            OtherCloud.ThrowIfItHasThem(outcomes, ledger, host.CloudInWords, settings);
        }

        List<(TenantId, Decision)> decisions = [.. outcomes.Where(o => o.Decision is not null).Select(o => (o.Id, o.Decision!))];
        if (decisions.Count > 0)
        {
            view.ShowDecisions(decisions);
        }

        List<Tenant> active = [.. outcomes.Select(o => o.Tenant).OfType<Tenant>().Where(t => t.State == TenantState.Active)];
        bool proved = await ShowTemplateAsync(host, settings, active, view, cancellationToken) & await ProveAsync(host, active, view, cancellationToken);
        (bool isKept, SandboxVerdict? sandbox) = await SandboxPart.RunAsync(host, settings, active, view, cancellationToken);
        proved &= isKept;
        if (settings.Json)
        {
            await using Stream stdout = Console.OpenStandardOutput();
            JsonReport.Write(stdout, outcomes, costs.Estimate(CostScenario.ForTenants(tenants.Count)), scenarios, kill, sandbox);
        }

        if (ledger is not null)
        {
            view.ShowLedger(ledger);
        }

        if (kill is not null)
        {
            view.ShowKill(kill);
        }

        view.ShowCosts(scenarios);
        return Report(outcomes, settings, view) && proved && kill is not { Holds: false } ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Starts the host, and opens the database meanwhile by a look for a tenant: neither needs the other, and a first run compiles both.</summary>
    private static async Task StartAsync(RunningHost host, ITenantDirectory directory, TenantId any, CancellationToken cancellationToken)
    {
        Task<Tenant?> opening = Task.Run(() => directory.FindAsync(any, cancellationToken).AsTask(), cancellationToken);
        await Task.WhenAll(host.StartAsync(cancellationToken), opening);
    }

    private static async Task<KilledRun> KillARunAsync(QuickStartSettings settings, int tenants, IQuickStartView view, CancellationToken cancellationToken)
    {
        view.Note($"A first run of {tenants} tenants begins in a process of its own, on {settings.DatabaseFile}, to be killed in the middle.");
        KilledRun killed = await ProofByKill.RunAsync(settings, tenants, TimeProvider.System, cancellationToken);
        view.Note($"Process {killed.ProcessId} was killed (kill -9, exit code {killed.ExitCode}) after {Words.Seconds(killed.After)}; the last it said of {killed.Tenant} was: {killed.Step}.");
        return killed;
    }

    private static async Task<LedgerSummary> ReadWhatIsLeftAsync(RunningHost host, IQuickStartView view, CancellationToken cancellationToken)
    {
        await host.StartEmulatorAsync(cancellationToken);
        LedgerSummary left = await LedgerReader.ReadAsync(host.Http, host.EmulatorEndpoint!, host.Services.GetRequiredService<ITenantDirectory>(), new HashSet<string>(), cancellationToken);
        view.Note($"It left {left.Orders} paid orders, {left.Owned} of which the database knows the environment of. The second run begins.");
        return left;
    }

    private static async Task CheckTemplateAsync(RunningHost host, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Template is { } template)
        {
            IDictionary<string, string> variables = host.Services.GetRequiredService<IOptions<CloudBaseOptions>>().Value.Provisioning.TemplateVariables;
            await ActivatorUtilities.CreateInstance<TemplateGate>(host.Services).ThrowIfClosedAsync(template, settings.TemplateFile!, variables, cancellationToken);
        }
    }

    /// <summary>Reads the template back from the first tenant's environment that was given it.</summary>
    private static async Task<bool> ShowTemplateAsync(
        RunningHost host, QuickStartSettings settings, IReadOnlyList<Tenant> active, IQuickStartView view, CancellationToken cancellationToken)
    {
        if (settings.Template is not { } template)
        {
            return true;
        }

        int others = active.Count(t => t.Template?.Definition != template.Definition);
        if (others > 0)
        {
            view.Note($"{others} tenants were there before and keep the template that they have, or none: IEnvironmentTemplates.UpgradeAsync brings them to {template.Reference}.");
        }

        if (active.FirstOrDefault(t => t.Template?.Definition == template.Definition) is not { } tenant)
        {
            return true;
        }

        TemplateProof proof = new(tenant.Id, await host.Services.GetRequiredService<IEnvironmentTemplates>().PlanAsync(template, tenant.Id, cancellationToken));
        view.ShowTemplate(proof);
        return proof.Holds;
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static string Summary(IReadOnlyList<TenantOutcome> outcomes)
    {
        int created = outcomes.Count(o => o.CreatedNow);
        int failed = outcomes.Count(o => o.Error is not null);
        int found = outcomes.Count - created - failed;
        string text = created == 0 && failed == 0
            ? $"{(found == 1 ? "The tenant" : $"Every one of the {found} tenants")} was found in the database; nothing was created."
            : $"{Count(created, "tenant")} created, {found} found.";
        return failed == 0 ? text : $"{text} {failed} did not get there, see below.";
    }

    private static async Task<bool> ProveAsync(RunningHost host, IReadOnlyList<Tenant> active, IQuickStartView view, CancellationToken cancellationToken)
    {
        if (active.Count < 2)
        {
            view.Note("With fewer than two active tenants there is no neighbour to try a credential at.");
            return true;
        }

        CredentialProver prover = new(host.Services.GetRequiredService<ICredentialBroker>(), host.Http, host.GatewayOf);
        CredentialProof proof = await prover.ProveAsync(active[0], active[1], cancellationToken);
        view.ShowProof(proof);
        if (!proof.Holds)
        {
            view.Problem("The credential did not behave as promised, see above.", "Run again; if it stays so, this is a bug to report.");
        }

        return proof.Holds;
    }

    private static bool Report(IReadOnlyList<TenantOutcome> outcomes, QuickStartSettings settings, IQuickStartView view)
    {
        // One cause often stops every tenant: say it once.
        foreach (IGrouping<string, TenantOutcome> cause in outcomes.Where(o => o.Error is not null).GroupBy(o => o.Error!.Message, StringComparer.Ordinal))
        {
            TenantOutcome first = cause.First();
            string who = cause.Count() == 1 ? Words.Short(first.Id) : $"{cause.Count()} tenants, the first of them {Words.Short(first.Id)}";
            view.Problem($"{who}: {cause.Key}", first.Decision is null ? Advice.For(first.Error!, settings) : $"Once it is decided, type: {first.Decision.Type}");
        }

        return outcomes.All(o => o.Error is null);
    }
}
