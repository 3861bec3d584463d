using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Waits until an operation ends or is parked: woken by this host's work, and by looking for other hosts'.</summary>
internal sealed class OperationWaiter(IMultiTenantStore store, OperationNotifier notifier, IOptions<CloudBaseOptions> options, TimeProvider time)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    /// <returns>The operation; still going on when the patience ended first.</returns>
    public async ValueTask<TenantOperation> WaitAsync(OperationId id, TimeSpan? patience, CancellationToken cancellationToken)
    {
        DateTimeOffset? until = patience is { } p ? time.GetUtcNow() + p : null;
        TimeSpan look = options.Value.Operations.PumpInterval;
        while (true)
        {
            Task<TenantOperation> next = notifier.NextAsync(id);
            TenantOperation operation = await GetAsync(store, id, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                if (IsSettled(operation))
                {
                    return operation;
                }

                TimeSpan wait = until is { } end && end - time.GetUtcNow() < look ? end - time.GetUtcNow() : look;
                if (wait <= TimeSpan.Zero)
                {
                    return operation;
                }

                await ((Task)next).WaitAsync(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                if (!next.IsCompletedSuccessfully)
                {
                    break;
                }

                operation = await next.ConfigureAwait(false);
                next = notifier.NextAsync(id);
            }

            look = look * 1.5 < LongestLook ? look * 1.5 : LongestLook;
        }
    }

    public static bool IsSettled(TenantOperation operation) => operation.IsFinal || operation.State == OperationState.Parked;

    public static async ValueTask<TenantOperation> GetAsync(IMultiTenantStore store, OperationId id, CancellationToken cancellationToken) =>
        await store.FindOperationAsync(id, cancellationToken).ConfigureAwait(false)
        ?? throw new OperationNotFoundException($"There is no operation '{id}': take the id from an error, a tenant or the list of operations.", id);
}
