using CloudBase.MultiTenant;
using QuickStart.CommandLine;

namespace QuickStart.Onboarding;

/// <summary>Makes sure that what --resume names is there: a yes to an order that goes nowhere would be lost without a word.</summary>
internal static class ResumedOperations
{
    /// <exception cref="QuickStartException">No such operation is in the database.</exception>
    internal static async Task ThrowIfUnknownAsync(ITenantOperations operations, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        foreach (string name in settings.Resume)
        {
            if (!OperationId.TryParse(name, out OperationId id) || await operations.FindAsync(id, cancellationToken) is null)
            {
                throw new QuickStartException(
                    $"'{name}' of --resume is no operation in {settings.DatabaseFile}.", "Leave it out: the run then names what waits for a yes, with what to type.", ExitCodes.Usage);
            }
        }
    }
}
