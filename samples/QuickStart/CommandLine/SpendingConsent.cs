using CloudBase.MultiTenant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickStart.Onboarding;

namespace QuickStart.CommandLine;

/// <summary>Says what the real cloud will charge, and asks, before anything is bought.</summary>
internal static class SpendingConsent
{
    /// <summary>Refuses early what could not be answered or paid for anyway.</summary>
    internal static void CheckPossible(QuickStartSettings settings)
    {
        List<string> missing = [.. new[] { "TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", "CloudBase__ManagementEnvironment" }
            .Where(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))];
        if (missing.Count > 0)
        {
            throw new QuickStartException(
                $"--live spends real money and needs these environment variables, which are not set: {string.Join(", ", missing)}.",
                $"Type: {string.Join(' ', missing.Select(m => $"export {m}=...;"))} (the last is the id of the platform's own environment), or leave --live out to run offline.",
                ExitCodes.Usage);
        }

        if (Console.IsInputRedirected && !settings.Preflight)
        {
            throw new QuickStartException(
                "--live asks before it spends money, and there is nobody to ask: stdin is no terminal.",
                "Type it at a terminal: dotnet run --project samples/QuickStart -- --live", ExitCodes.Usage);
        }
    }

    internal static async Task AskAsync(IReadOnlyList<TenantId> tenants, QuickStartSettings settings, IServiceProvider services, CancellationToken cancellationToken)
    {
        ITenantDirectory directory = services.GetRequiredService<ITenantDirectory>();
        ITenantOperations operations = services.GetRequiredService<ITenantOperations>();
        ICostEstimator costs = services.GetRequiredService<ICostEstimator>();
        CloudBaseOptions options = services.GetRequiredService<IOptions<CloudBaseOptions>>().Value;
        int toBuy = 0;
        foreach (TenantId tenant in tenants)
        {
            Tenant? found = await directory.FindAsync(tenant, cancellationToken);

            // What has an environment already is not bought again, and what is parked for a decision is not ordered by this run.
            bool isHad = found is { EnvironmentId: not null, State: not (TenantState.Deprovisioned or TenantState.Cancelled) };
            bool isLeft = found is { State: TenantState.Parked, CurrentOperation: { } parked }
                && await operations.FindAsync(parked, cancellationToken) is { } operation && !Decision.GoesOn(operation, settings);
            if (!isHad && !isLeft)
            {
                toBuy++;
            }
        }

        if (toBuy == 0)
        {
            return;
        }

        CostEstimate estimate = costs.Estimate(
            CostScenario.ForTenants(toBuy) with { ManagementEnvironments = 0, TenantPackageId = options.Provisioning.PackageId });
        await Console.Error.WriteLineAsync(new Purchase(toBuy, estimate, options.Provisioning, options.Renewal).Describe());
        string answer = $"buy {toBuy}";
        await Console.Error.WriteAsync($"Type '{answer}' to spend it, anything else to stop: ");
        string? typed = await Console.In.ReadLineAsync(cancellationToken);
        if (!string.Equals(typed?.Trim(), answer, StringComparison.Ordinal))
        {
            throw new QuickStartException("Nothing was bought.", "Run it again when you are sure, or leave --live out to run offline.");
        }
    }
}
