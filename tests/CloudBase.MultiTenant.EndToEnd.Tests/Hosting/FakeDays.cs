using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Hosting;

/// <summary>The one owner of time in a test: lets work finish, or days pass, while real HTTP calls take their real milliseconds.</summary>
internal sealed class FakeDays(FakeTimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    internal async Task<T> FinishAsync<T>(ValueTask<T> work)
    {
        Task<T> task = work.AsTask();
        while (await Task.WhenAny(task, Task.Delay(Breath, TimeProvider.System)) != task)
        {
            time.Advance(Tick);
        }

        return await task;
    }

    /// <summary>Lets time pass step by step; after each, what became due is finished before time goes on.</summary>
    internal async Task PassAsync(ITenantOperations operations, TimeSpan span, TimeSpan step)
    {
        DateTimeOffset until = time.GetUtcNow() + span;
        while (time.GetUtcNow() < until)
        {
            time.Advance(step);
            do
            {
                await Task.Delay(Breath, TimeProvider.System);
                time.Advance(Tick);
            }
            while (await AnyDueAsync(operations));
        }
    }

    private async Task<bool> AnyDueAsync(ITenantOperations operations)
    {
        await foreach (TenantOperation operation in operations.ListAsync(OperationQuery.All))
        {
            bool atWork = operation.State is OperationState.Pending or OperationState.Running or OperationState.Cancelling
                || (operation.State == OperationState.Waiting && operation.DueAt <= time.GetUtcNow());
            if (atWork)
            {
                return true;
            }
        }

        return false;
    }
}
