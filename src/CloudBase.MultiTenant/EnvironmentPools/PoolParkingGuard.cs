using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Lets a member's row say that its operation is parked: failed while it is filled, parked while it is removed. What is bought stays on it.</summary>
internal sealed class PoolParkingGuard(IMultiTenantStore store, PoolTimes times, PoolStates states) : IParkingGuard
{
    /// <summary>The entry that counts how often a member was tried again.</summary>
    public const string Repairs = "repairs";

    public async ValueTask<OperationProblem> BeforeParkingAsync(WorkflowContext context, OperationProblem problem)
    {
        if (context.Operation.Kind is not (OperationKind.FillPool or OperationKind.DrainPoolMember) || problem.Code == ProblemCodes.PoolMemberGone)
        {
            return problem;
        }

        PoolMember member = await PoolMember.LoadAsync(store, context, CancellationToken.None).ConfigureAwait(false);
        string reason = $"{problem.Code}: {problem.Message}";
        if (context.Operation.Kind == OperationKind.FillPool)
        {
            member.Change(m => m with { State = PooledEnvironmentState.Failed, Reason = reason, DueAt = times.OfRepair(RepairsOf(m)) });
            await states.NoteAsync(isFilled: false).ConfigureAwait(false);
        }
        else if (member.Row.State == PooledEnvironmentState.Draining)
        {
            member.Change(m => m with { State = PooledEnvironmentState.Parked, Reason = reason, DueAt = times.OfRemoval() });
        }

        return problem;
    }

    public static int RepairsOf(PooledEnvironment row) =>
        row.Data.Find(Repairs) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
}
