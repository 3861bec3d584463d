using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Wakes those in this process who wait for an operation.</summary>
internal sealed class OperationNotifier
{
    private readonly ConcurrentDictionary<OperationId, TaskCompletionSource<TenantOperation>> _waiters = new();

    /// <summary>Gets the next change of an operation that this host makes.</summary>
    public Task<TenantOperation> NextAsync(OperationId operation) =>
        _waiters.GetOrAdd(operation, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Publish(TenantOperation operation)
    {
        if (_waiters.TryRemove(operation.Id, out TaskCompletionSource<TenantOperation>? waiter))
        {
            waiter.TrySetResult(operation);
        }
    }
}
