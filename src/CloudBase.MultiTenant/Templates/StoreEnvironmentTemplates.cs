using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Captures, plans and begins; the operation does the work, on whichever host gets to it.</summary>
internal sealed class StoreEnvironmentTemplates(
    IMultiTenantStore store, IEnvironmentCloud cloud, StoreGate gate, ITenantDirectory tenants, TemplateLibrary library, TemplateModules modules,
    TemplateFilling filling, OperationStarter starter, OperationWaiter waiter, VerbOutcome outcome, TemplateUpgrader upgrader,
    IOptions<CloudBaseOptions> hostOptions, TimeProvider time) : IEnvironmentTemplates
{
    public async ValueTask<EnvironmentTemplate> CaptureAsync(EnvironmentId environment, TemplateCaptureOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxDocuments is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxDocuments, $"MaxDocuments is {options.MaxDocuments}, allowed is 1 to 1000: put more data into an environment by other means.");
        }

        var template = new EnvironmentTemplate { Name = options.Name, Version = options.Version };
        foreach (ITemplateModule module in modules.All)
        {
            template = await module.CaptureAsync(environment, options, template, cancellationToken).ConfigureAwait(false);
        }

        // What is captured must be able to be applied: the same rules hold as for what is written by hand.
        return EnvironmentTemplate.Parse(template.ToJson());
    }

    public async ValueTask<EnvironmentTemplate?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reference);
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await library.FindAsync(reference, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<TemplatePlan> PlanAsync(EnvironmentTemplate template, TenantId tenant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        Tenant found = await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
        EnvironmentId environment = found.EnvironmentId ?? throw WrongState(found);
        return await PlanAsync(template, new TemplateTarget(environment, await filling.FillAsync(template, found, cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<TemplatePlan> DiffAsync(EnvironmentTemplate template, EnvironmentId environment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        return PlanAsync(template, new TemplateTarget(environment, template), cancellationToken);
    }

    public async ValueTask<Tenant> ApplyAsync(EnvironmentTemplate template, TenantId tenant, TemplateApplyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(options);
        DateTimeOffset until = time.GetUtcNow() + (options.Patience ?? hostOptions.Value.Provisioning.Patience);
        Tenant found = await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
        modules.For(template);
        await filling.FillAsync(template, found, cancellationToken).ConfigureAwait(false);
        await library.KeepAsync(template, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            OperationId? mine = await JoinOrStartAsync(template, found, until, cancellationToken).ConfigureAwait(false);
            if (mine is { } operation)
            {
                TenantOperation ended = await waiter.WaitAsync(operation, until - time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
                ThrowIfMismatched(tenant, ended);
                await outcome.ThrowUnlessSucceededAsync(ended, cancellationToken).ConfigureAwait(false);
                return await store.FindTenantAsync(ended.Tenant, cancellationToken).ConfigureAwait(false) ?? found;
            }

            found = await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<TemplateVersionUse>> ListVersionsAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string?, string?, string?), List<TenantId>> uses = [];
        await foreach (Tenant tenant in tenants.ListAsync(new TenantQuery { IncludeEnded = false }, cancellationToken).ConfigureAwait(false))
        {
            if (tenant.EnvironmentId is null || tenant.State is TenantState.Deprovisioned or TenantState.Cancelled)
            {
                continue;
            }

            (string?, string?, string?) key = (tenant.Template?.Name, tenant.Template?.Version, tenant.Template?.Definition);
            if (!uses.TryGetValue(key, out List<TenantId>? list))
            {
                uses[key] = list = [];
            }

            list.Add(tenant.Id);
        }

        return [.. uses.Select(u => new TemplateVersionUse(u.Key.Item1, u.Key.Item2, u.Key.Item3, u.Value)).OrderBy(u => u.Name, StringComparer.Ordinal).ThenBy(u => u.Version, StringComparer.Ordinal)];
    }

    public IAsyncEnumerable<TemplateUpgradeProgress> UpgradeAsync(EnvironmentTemplate template, TemplateUpgradeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(options);
        TemplateUpgrader.Check(options);
        return upgrader.RunAsync(
            template, options, async (tenant, token) => await ApplyAsync(template, tenant, TemplateApplyOptions.Default, token).ConfigureAwait(false), cancellationToken);
    }

    private async ValueTask<TemplatePlan> PlanAsync(EnvironmentTemplate template, TemplateTarget target, CancellationToken cancellationToken)
    {
        List<TemplateChange> changes = [];
        foreach (ITemplateModule module in modules.For(template))
        {
            changes.AddRange(await module.PlanAsync(target, cancellationToken).ConfigureAwait(false));
        }

        return new TemplatePlan(
            template, target.Environment, [.. changes.Where(c => c.Kind != TemplateChangeKind.Extra)], [.. changes.Where(c => c.Kind == TemplateChangeKind.Extra)]);
    }

    /// <returns>The operation whose outcome is this call's; null to look again.</returns>
    private async ValueTask<OperationId?> JoinOrStartAsync(EnvironmentTemplate template, Tenant tenant, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (tenant.CurrentOperation is not { } current)
        {
            return tenant.State != TenantState.Active ? throw WrongState(tenant)
                : (await starter.TryStartAsync(
                    tenant, OperationKind.ApplyTemplate, StepData.Empty.With(ApplyTemplateWorkflow.Template, template.Reference), cancellationToken).ConfigureAwait(false))?.Id;
        }

        TenantOperation running = await OperationWaiter.GetAsync(store, current, cancellationToken).ConfigureAwait(false);
        if (running.Kind == OperationKind.ApplyTemplate && running.Input.Find(ApplyTemplateWorkflow.Template) == template.Reference)
        {
            // Another caller asked for the same: both get its outcome.
            return current;
        }

        TenantOperation ended = await waiter.WaitAsync(current, until - time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (!ended.IsFinal)
        {
            await outcome.ThrowUnlessSucceededAsync(ended, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static void ThrowIfMismatched(TenantId tenant, TenantOperation operation)
    {
        if (operation is { State: OperationState.Parked, Problem: { Code: ProblemCodes.TemplateMismatch } problem })
        {
            throw new TemplateMismatchException($"{problem.Message} {operation.Id} of '{tenant}' is parked at '{problem.Step}'. {problem.WayOut}", tenant, operation.Id);
        }
    }

    private TenantStateException WrongState(Tenant tenant) => new(
        $"The tenant '{tenant.Id}' of {cloud.Account} is {tenant.State} and cannot be given a template now: only an active tenant can.", tenant.Id, tenant.State);
}
