using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Gives an operation's environment a template: planned once, each change a step of its own, read back at the end.</summary>
internal sealed class TemplateSteps(
    TemplateLibrary library, TemplateModules modules, TemplateFilling filling, IRandomSource random, IOptions<CloudBaseOptions> options)
{
    private const string Prefix = "template.";
    private const string PlanId = Prefix + "plan";
    private const string AppliedId = Prefix + "applied";
    private const string AppliedAt = "at";
    private const int LongestStepId = 128;

    /// <summary>How often what was read back may differ before it counts: lists may lag behind what was written.</summary>
    private const int MaxReadings = 4;

    private readonly ProvisioningOptions _options = options.Value.Provisioning;

    /// <summary>Runs the steps that are left; the tenant's record has the template afterwards.</summary>
    /// <param name="context">The operation; its tenant has the environment, or is a pool's subject.</param>
    /// <param name="reference">The template, by name or by name and version.</param>
    /// <param name="environment">The environment; it is ready.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    public async ValueTask<AppliedTemplate> RunAsync(WorkflowContext context, string reference, EnvironmentId environment, CancellationToken cancellationToken)
    {
        EnvironmentTemplate template = await FindAsync(context, reference, cancellationToken).ConfigureAwait(false);
        var target = new TemplateTarget(
            environment, await filling.FillAsync(template, context.Tenant with { EnvironmentId = environment }, cancellationToken).ConfigureAwait(false));
        StepData plan = await context.Steps.LookAsync(PlanId, () => PlanAsync(template, target, cancellationToken)).ConfigureAwait(false);
        foreach (TemplateChange change in PlanData.Read(plan))
        {
            await ApplyAsync(context, target, change, cancellationToken).ConfigureAwait(false);
        }

        foreach (ITemplateModule module in modules.For(template))
        {
            await context.Steps.LookAsync($"{Prefix}{module.Name}.verify", () => VerifyAsync(context, module, target, cancellationToken)).ConfigureAwait(false);
        }

        StepData applied = await context.Steps.LookAsync(
            AppliedId,
            () => new(StepData.Empty.With(AppliedAt, WorkflowData.Write(context.Now))),
            (tenant, data) => tenant with { Template = Applied(plan, data), Spec = tenant.Spec with { Template = template.Reference } }).ConfigureAwait(false);
        return Applied(plan, applied);
    }

    private static AppliedTemplate Applied(StepData plan, StepData applied) =>
        new(plan[PlanData.Name], plan[PlanData.Version], plan[PlanData.Definition], WorkflowData.ReadTime(applied, AppliedAt));

    private async ValueTask<EnvironmentTemplate> FindAsync(WorkflowContext context, string reference, CancellationToken cancellationToken)
    {
        // Once planned, it is that content and no other, whatever this host was given under the name.
        StepData? planned = context.History.Of(PlanId).Receipt?.Data;
        EnvironmentTemplate? found = planned is not null
            ? await library.FindDefinitionAsync(planned[PlanData.Definition], cancellationToken).ConfigureAwait(false)
            : await library.FindAsync(reference, cancellationToken).ConfigureAwait(false);
        return found is null
            ? throw WorkflowContext.Park(
                PlanId, ProblemCodes.TemplateMissing, $"The template '{reference}' is neither on this host nor in the store.",
                "Add it to the host with AddEnvironmentTemplate, then resume the operation.")
            : planned is null ? found : found with { Name = planned[PlanData.Name], Version = planned[PlanData.Version] };
    }

    private async ValueTask<StepData> PlanAsync(EnvironmentTemplate template, TemplateTarget target, CancellationToken cancellationToken)
    {
        await library.KeepAsync(template, cancellationToken).ConfigureAwait(false);
        List<TemplateChange> changes = [];
        foreach (ITemplateModule module in modules.For(template))
        {
            changes.AddRange(await module.PlanAsync(target, cancellationToken).ConfigureAwait(false));
        }

        return PlanData.Write(template, changes);
    }

    private async ValueTask ApplyAsync(WorkflowContext context, TemplateTarget target, TemplateChange change, CancellationToken cancellationToken)
    {
        ITemplateModule module = modules.Get(change.Module);
        if (change.Stage > 0)
        {
            // Configure only what reports ready.
            string step = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{change.Module}.ready-{change.Stage}");
            await context.Steps.LookAsync(step, () => AwaitReadyAsync(context, step, module, target, cancellationToken)).ConfigureAwait(false);
        }

        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = StepId(change),
                Action = $"template:{change.Module}",
                Intent = StepData.Empty.With("change", $"{change.Kind} {change.Thing}"),
                Execute = async (_, token) =>
                {
                    await module.ApplyAsync(target, change, token).ConfigureAwait(false);
                    return StepData.Empty;
                },
                Reconcile = async (_, token) => await module.IsAppliedAsync(target, change, token).ConfigureAwait(false)
                    ? new StepFinding.Found(StepData.Empty) : new StepFinding.NotThere(),
                Compensation = new Compensation.Cannot("What a template made may hold data by now: it stays with the environment."),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StepData> AwaitReadyAsync(
        WorkflowContext context, string step, ITemplateModule module, TemplateTarget target, CancellationToken cancellationToken)
    {
        string? unready = await module.FindUnreadyAsync(target, cancellationToken).ConfigureAwait(false);
        return unready is null ? StepData.Empty : throw WorkflowContext.Wait(step, unready, NextLook(context, step));
    }

    private async ValueTask<StepData> VerifyAsync(WorkflowContext context, ITemplateModule module, TemplateTarget target, CancellationToken cancellationToken)
    {
        string step = $"{Prefix}{module.Name}.verify";
        IReadOnlyList<TemplateMismatch> mismatches = await module.VerifyAsync(target, cancellationToken).ConfigureAwait(false);
        if (mismatches.Count == 0)
        {
            return StepData.Empty;
        }

        string found = $"{target} is not what the template says: {string.Join("; ", mismatches)}.";
        if (Looks(context, step) + 1 < MaxReadings)
        {
            throw WorkflowContext.Wait(step, found, NextLook(context, step));
        }

        throw WorkflowContext.Park(
            step, ProblemCodes.TemplateMismatch, found, "Look who else changes the environment, then resume the operation to read it back again, or cancel it and apply the template anew.");
    }

    private TimeSpan NextLook(WorkflowContext context, string step) =>
        Backoff.Next(_options.PollMin, _options.PollMax, Looks(context, step), _options.PollJitter, random);

    private static int Looks(WorkflowContext context, string step) => context.Operation.CurrentStep == step ? context.Operation.Attempts : 0;

    private static string StepId(TemplateChange change)
    {
        string id = $"{Prefix}{change.Module}.{change.Thing}";
        return id.Length <= LongestStepId ? id : $"{id[..(LongestStepId - 17)]}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..16]}".Replace('~', '-');
    }
}
