using System.Reflection;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>The store as one host sees it: behind its gate, gone for a while, and now and then with a commit whose reply is lost.</summary>
public class ScheduleStore : DispatchProxy
{
    private IMultiTenantStore _inner = null!;
    private ScheduleGate _gate = null!;
    private ScheduleChance _chance = null!;
    private ScheduleTruth _truth = null!;

    internal static IMultiTenantStore Wrap(IMultiTenantStore inner, ScheduleGate gate, ScheduleChance chance, ScheduleTruth truth)
    {
        IMultiTenantStore proxy = Create<IMultiTenantStore, ScheduleStore>();
        var self = (ScheduleStore)(object)proxy;
        (self._inner, self._gate, self._chance, self._truth) = (inner, gate, chance, truth);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object?[] given = args ?? [];
        return targetMethod!.Name switch
        {
            nameof(IMultiTenantStore.CommitAsync) => CommitAsync((ChangeSet)given[0]!),
            nameof(IMultiTenantStore.FindTenantAsync) when given.Length == 2 => CallAsync(() => _inner.FindTenantAsync((TenantKey)given[0]!, default)),
            nameof(IMultiTenantStore.FindSandboxMemberAsync) => CallAsync(() => _inner.FindSandboxMemberAsync((CloudAccountName)given[0]!, (string)given[1]!, default)),
            nameof(IMultiTenantStore.ReadSandboxMembersAsync) => CallAsync(() => _inner.ReadSandboxMembersAsync((CloudAccountName)given[0]!, (SandboxMemberQuery)given[1]!, (int)given[2]!, default)),
            nameof(IMultiTenantStore.CountSandboxMembersAsync) => CallAsync(() => _inner.CountSandboxMembersAsync((CloudAccountName)given[0]!, (string)given[1]!, default)),
            nameof(IMultiTenantStore.FindSharedRecordAsync) => CallAsync(() => _inner.FindSharedRecordAsync((CloudAccountName)given[0]!, (string)given[1]!, (string)given[2]!, default)),
            nameof(IMultiTenantStore.ReadSharedRecordsAsync) => CallAsync(() => _inner.ReadSharedRecordsAsync((CloudAccountName)given[0]!, (string)given[1]!, default)),
            _ => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, given, null),
        };
    }

    private async ValueTask<CommitResult> CommitAsync(ChangeSet changes) => await CallAsync(async () =>
    {
        CommitResult result = await _inner.CommitAsync(changes, default);
        await _truth.CountRowsAsync();
        return _chance.Draw(60) == ScheduleFault.ReplyLost ? throw Gone() : result;
    });

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        await _gate.PassAsync();
        if (_chance.StoreIsGone)
        {
            throw Gone();
        }

        T result = await call();
        await _gate.PassAsync();
        return result;
    }

    private static StoreUnavailableException Gone() => new("the store is gone");
}
