using CloudBase.MultiTenant.DependencyInjection;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>Runs the checks of all packages, stage by stage.</summary>
/// <remarks>The checks are resolved only when the set-up is whole, because what is missing cannot be resolved.</remarks>
internal sealed class PreflightRunner(SetupCheck setup, IServiceProvider services) : IPreflight
{
    private const string Setup = "setup";

    public async Task<PreflightReport> CheckAsync(CancellationToken cancellationToken = default)
    {
        if (setup.FindProblems() is { Count: > 0 } problems)
        {
            return new PreflightReport([.. problems.Select(p => PreflightFinding.Failed(Setup, p, "Nothing else was looked at."))]);
        }

        List<PreflightFinding> findings = [PreflightFinding.Ok(Setup, "Every part is there, and every option is in range.")];
        string? blockedBy = null;
        foreach (IGrouping<PreflightStage, IPreflightCheck> stage in services.GetServices<IPreflightCheck>().GroupBy(c => c.Stage).OrderBy(g => g.Key))
        {
            findings.AddRange(stage.Key == PreflightStage.Account && blockedBy is not null
                ? stage.Select(c => PreflightFinding.NotChecked(c.Name, $"'{blockedBy}' failed, without which the account cannot be read.", "Put that right first."))
                : await Task.WhenAll(stage.Select(c => RunAsync(c, cancellationToken))).ConfigureAwait(false));
            if (stage.Key == PreflightStage.Access)
            {
                blockedBy = findings.Find(f => f.Status == PreflightStatus.Failed && stage.Any(c => c.Name == f.Name))?.Name;
            }
        }

        return new PreflightReport(findings);
    }

    private static async Task<PreflightFinding> RunAsync(IPreflightCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (CloudBaseException e)
        {
            return PreflightFinding.Failed(check.Name, e.Message, WayOut(e));
        }
        catch (Exception e)
        {
            return PreflightFinding.Failed(check.Name, $"{e.GetType().Name}: {e.Message}", "This was not foreseen: look at what it names.");
        }
    }

    private static string WayOut(CloudBaseException error) => error switch
    {
        CloudCredentialRejectedException => "Give the platform's present keys.",
        CloudClockSkewException => "Set this machine's clock and keep it set (NTP).",
        CloudAccessDeniedException => "Grant the platform's key the right that is named.",
        CloudUnavailableException or CloudThrottledException => "See that this machine reaches the cloud, then look again.",
        StoreUnavailableException => "See that the database is there and that this host may open it.",
        StoreSchemaException or DeploymentMismatchException or RegionMismatchException => "Give this deployment the store that belongs to it.",
        SecretProtectionException => "Set up where the protection keeps its keys.",
        _ => "Do as it says, then look again.",
    };
}
