using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>Whether the platform's own environment exists, at which every tenant's credential has to be refused.</summary>
internal sealed class ManagementEnvironmentPreflight(IEnvironmentCloud cloud, IOptions<CloudBaseOptions> options) : IPreflightCheck
{
    public string Name => "management environment";

    public PreflightStage Stage => PreflightStage.Account;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        string path = options.Value.PathOf(nameof(CloudBaseOptions.ManagementEnvironment));
        if (options.Value.ManagementEnvironment is not { } id)
        {
            return PreflightFinding.NotChecked(Name, $"{path} is not set.", "Set it to the platform's own environment, so that isolation is proved against it.");
        }

        return await cloud.FindAsync(EnvironmentId.Parse(id), cancellationToken).ConfigureAwait(false) is null
            ? PreflightFinding.Failed(Name, $"{path} is '{id}', and the account has no such environment.", "Set it to the id of an environment of this account.")
            : PreflightFinding.Ok(Name, $"'{id}' is there.");
    }
}
