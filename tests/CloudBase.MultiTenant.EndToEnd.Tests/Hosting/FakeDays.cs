using CloudBase.MultiTenant.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Hosting;

/// <summary>The one owner of time in a test: lets work finish, or days pass, while real HTTP calls take their real milliseconds.</summary>
internal sealed class FakeDays(FakeTimeProvider time)
{
    // Real time after which what is due is taken to be never done: a disk that stands still for seconds is no failure.
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(2);
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
    internal async Task PassAsync(OneHost host, TimeSpan span, TimeSpan step)
    {
        OperationPump pump = host.Services.GetRequiredService<OperationPump>();
        DateTimeOffset until = time.GetUtcNow() + span;
        while (time.GetUtcNow() < until)
        {
            time.Advance(step);
            long began = TimeProvider.System.GetTimestamp();
            string due;
            do
            {
                await Task.Delay(Breath, TimeProvider.System);
                time.Advance(Tick);
                // What a turn of the pump that goes on is about to begin is in no list yet.
                due = pump.Turn is { } turn ? $"the pump's turn, at {turn.WaitsFor}" : await FirstDueAsync(host.Operations);
                (due.Length > 0 && TimeProvider.System.GetElapsedTime(began) > Stuck).Should().BeFalse("what is due gets done, but at {0:O} still was: {1}", time.GetUtcNow(), due);
            }
            while (due.Length > 0);
        }
    }

    private async Task<string> FirstDueAsync(ITenantOperations operations)
    {
        await foreach (TenantOperation operation in operations.ListAsync(OperationQuery.All))
        {
            bool atWork = operation.State is OperationState.Running or OperationState.Cancelling
                || (operation.State is OperationState.Pending or OperationState.Waiting && operation.DueAt <= time.GetUtcNow());
            if (atWork)
            {
                return $"{operation.Kind} of {operation.Tenant.Tenant} at {operation.CurrentStep}, {operation.State}, due {operation.DueAt:O}, {operation.Problem?.Message}";
            }
        }

        return string.Empty;
    }
}
