using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>Whether the platform's key may make the reads that this library makes: each is made once.</summary>
internal sealed class ReadRightsPreflight(PlatformRights rights, IOptions<CloudBaseOptions> options) : IPreflightCheck
{
    public string Name => "read rights";

    public PreflightStage Stage => PreflightStage.Account;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        List<string> denied = [];
        List<string> unknown = [];
        int allowed = 0;
        foreach ((TencentCloudAction action, Func<CancellationToken, Task> read) in rights.Tried(options.Value.ManagementEnvironment))
        {
            try
            {
                await read(cancellationToken).ConfigureAwait(false);
                allowed++;
            }
            catch (CloudNotFoundException)
            {
                // It was allowed to look.
                allowed++;
            }
            catch (CloudAccessDeniedException)
            {
                denied.Add(Right(action));
            }
            catch (CloudCallException e)
            {
                unknown.Add($"{Right(action)} ({e.Code})");
            }
        }

        return (denied, unknown) switch
        {
            ({ Count: > 0 }, _) => PreflightFinding.Failed(Name, $"The platform's key may not: {string.Join(", ", denied)}.", "Grant it what docs/permissions.md lists."),
            (_, { Count: > 0 }) => PreflightFinding.Warning(Name, $"{allowed} are there; of these the answer said neither yes nor no: {string.Join(", ", unknown)}.", "Look again; if it stays so, compare the key's policy with docs/permissions.md."),
            _ => PreflightFinding.Ok(Name, $"All {allowed} that can be tried are there."),
        };
    }

    /// <summary>An action as a policy names it.</summary>
    internal static string Right(TencentCloudAction action) => $"{action.Service}:{action.Name}";
}
