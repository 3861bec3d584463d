using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>A member of the pool, as the operation that works on it writes its row: with the operation's own commits, one writer at a time.</summary>
internal sealed class PoolMember
{
    /// <summary>The input entry that names the member.</summary>
    public const string Input = "member";

    private readonly WorkflowContext _context;

    private PoolMember(WorkflowContext context, PooledEnvironment row)
    {
        _context = context;
        Row = row;
    }

    public PooledEnvironment Row { get; private set; }

    public static async ValueTask<PoolMember> LoadAsync(IMultiTenantStore store, WorkflowContext context, CancellationToken cancellationToken) =>
        await FindAsync(store, context, cancellationToken).ConfigureAwait(false)
        ?? throw WorkflowContext.Park("pool.member", ProblemCodes.PoolMemberGone, $"The pool has no member '{context.Operation.Input[Input]}'.", "Cancel the operation.");

    /// <summary>Finds the member, or returns null: what is undone does not need it.</summary>
    public static async ValueTask<PoolMember?> FindAsync(IMultiTenantStore store, WorkflowContext context, CancellationToken cancellationToken) =>
        await store.FindPooledEnvironmentAsync(context.Operation.Tenant.Account, context.Operation.Input[Input], cancellationToken).ConfigureAwait(false) is { } row
            ? new PoolMember(context, row)
            : null;

    /// <summary>Adds a change of the row to the operation's next commit.</summary>
    public void Change(Func<PooledEnvironment, PooledEnvironment> change)
    {
        PooledEnvironment changed = change(Row) with { UpdatedAt = _context.Now };
        _context.Session.Add(new StoreChange.UpdatePooledEnvironment(changed));
        Row = changed with { Version = changed.Version + 1 };
    }

    /// <summary>Changes the row now, so that nobody else goes by what it said.</summary>
    public ValueTask ChangeNowAsync(Func<PooledEnvironment, PooledEnvironment> change)
    {
        Change(change);
        return _context.Session.CommitAsync(static o => o);
    }
}
