using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>How many more environments the account may have, and how many it may delete.</summary>
internal sealed class LimitsPreflight(IEnvironmentCloud cloud) : IPreflightCheck
{
    public string Name => "limits";

    public PreflightStage Stage => PreflightStage.Account;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        EnvironmentLimits limits = await cloud.GetLimitsAsync(cancellationToken).ConfigureAwait(false);
        if (limits is not { MaxEnvironments: { } max, CurrentEnvironments: { } current })
        {
            return PreflightFinding.NotChecked(Name, "The cloud does not say how many environments there may be.", "Look in its console.");
        }

        string deletions = limits is { MaxDeletionsMonthly: { } maxDeletions, CurrentDeletionsMonthly: { } deleted }
            ? $" {Math.Max(0, maxDeletions - deleted)} more may be deleted this month."
            : string.Empty;
        string what = $"{current} of {max} environments are in use: there is room for {Math.Max(0, max - current)} more.{deletions}";
        return current < max
            ? PreflightFinding.Ok(Name, what)
            : PreflightFinding.Failed(Name, what, "Ask the cloud for a higher limit, or remove an environment, before a tenant is added.");
    }
}
