using System.Reflection;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>The store as one host sees it: behind its gate, gone for a while, and now and then with a commit whose reply is lost.</summary>
public class ScheduleStore : DispatchProxy
{
    private IMultiTenantStore _inner = null!;
    private ScheduleGate _gate = null!;
    private ScheduleWorld _world = null!;

    internal static IMultiTenantStore Wrap(IMultiTenantStore inner, ScheduleGate gate, ScheduleWorld world)
    {
        IMultiTenantStore proxy = Create<IMultiTenantStore, ScheduleStore>();
        var self = (ScheduleStore)(object)proxy;
        (self._inner, self._gate, self._world) = (inner, gate, world);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object?[] given = args ?? [];
        string name = targetMethod!.Name;
        return name switch
        {
            nameof(IMultiTenantStore.CommitAsync) => CommitAsync((ChangeSet)given[0]!),
            nameof(IMultiTenantStore.FindTenantAsync) when given.Length == 2 => CallAsync(name, () => _inner.FindTenantAsync((TenantKey)given[0]!, default)),
            nameof(IMultiTenantStore.FindTenantStandingAsync) => CallAsync(name, () => _inner.FindTenantStandingAsync((TenantKey)given[0]!, default)),
            nameof(IMultiTenantStore.FindSandboxMemberAsync) => CallAsync(name, () => _inner.FindSandboxMemberAsync((CloudAccountName)given[0]!, (string)given[1]!, default)),
            nameof(IMultiTenantStore.ReadSandboxMembersAsync) => CallAsync(name, () => _inner.ReadSandboxMembersAsync((CloudAccountName)given[0]!, (SandboxMemberQuery)given[1]!, (int)given[2]!, default)),
            nameof(IMultiTenantStore.CountSandboxMembersAsync) => CallAsync(name, () => _inner.CountSandboxMembersAsync((CloudAccountName)given[0]!, (string)given[1]!, default)),
            nameof(IMultiTenantStore.FindSharedRecordAsync) => CallAsync(name, () => _inner.FindSharedRecordAsync((CloudAccountName)given[0]!, (string)given[1]!, (string)given[2]!, default)),
            nameof(IMultiTenantStore.ReadSharedRecordsAsync) => CallAsync(name, () => _inner.ReadSharedRecordsAsync((CloudAccountName)given[0]!, (string)given[1]!, default)),
            _ => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, given, null),
        };
    }

    private async ValueTask<CommitResult> CommitAsync(ChangeSet changes) => await CallAsync(Describe(changes), async () =>
    {
        CommitResult result = await _inner.CommitAsync(changes, default);
        await _world.Truth.CountRowsAsync();
        return _world.Chance.Draw(60) == ScheduleFault.ReplyLost ? throw Gone() : result;
    });

    private async ValueTask<T> CallAsync<T>(string what, Func<ValueTask<T>> call)
    {
        await _gate.PassAsync(what);
        if (_world.Chance.StoreIsGone)
        {
            throw Gone();
        }

        T result = await call();
        await _gate.PassAsync(result is CommitResult { IsCommitted: false } refused ? $"refused: {refused.Reason}" : "answered");
        return result;
    }

    private static string Describe(ChangeSet changes) => string.Join(", ", changes.Changes.Select(c => c switch
    {
        StoreChange.InsertSandboxMember insert => $"insert {Describe(insert.Member)}",
        StoreChange.UpdateSandboxMember update => $"update {Describe(update.Member)}",
        StoreChange.DeleteSandboxMember delete => $"delete {Describe(delete.Member)}",
        StoreChange.PutSharedRecord put => $"put {put.Record.Kind}",
        StoreChange.OverwriteSharedRecord put => $"overwrite {put.Record.Kind}",
        _ => c.GetType().Name,
    }));

    private static string Describe(SandboxMember member) => $"{member.Id[^4..]} {member.Sandbox} {member.State} v{member.Version} life {member.Incarnation} {member.Owner}";

    private static StoreUnavailableException Gone() => new("the store is gone");
}
