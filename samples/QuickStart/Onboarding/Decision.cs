using CloudBase.MultiTenant;
using QuickStart.CommandLine;

namespace QuickStart.Onboarding;

/// <summary>A tenant's operation that waits for a person, and what to type once it is decided.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Code">What is asked, as a code.</param>
/// <param name="Type">What to type.</param>
internal sealed record Decision(OperationId Operation, string Code, string Type)
{
    /// <summary>Says whether a run goes on with a parked operation: by itself only where that costs nothing beyond the one order that was asked for.</summary>
    internal static bool GoesOn(TenantOperation parked, QuickStartSettings settings) =>
        IsOnboarding(parked) && (IsFree(parked) || settings.Resume.Contains(parked.Id.Value));

    internal static Decision Of(TenantOperation parked, QuickStartSettings settings) => new(
        parked.Id, parked.Problem?.Code ?? "Parked",
        !IsOnboarding(parked) ? $"in your host: ResumeAsync or CancelAsync(\"{parked.Id}\") of ITenantOperations"
        : IsFree(parked) ? settings.SameCommand : settings.CommandWith($"--resume {parked.Id}"));

    // A removal that is resumed makes room for another order: that is no part of onboarding.
    private static bool IsOnboarding(TenantOperation parked) => parked.Kind is OperationKind.Provision or OperationKind.Reactivate;

    // An order whose answer was lost may be there all the same, and one that is there twice is to be refunded first.
    private static bool IsFree(TenantOperation parked) => parked.Problem?.Code is not ("OrderNotFound" or "DuplicateEnvironment" or "EnvironmentAlreadyBound");
}
