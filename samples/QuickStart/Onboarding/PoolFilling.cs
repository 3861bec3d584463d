using CloudBase.MultiTenant;
using QuickStart.CommandLine;
using QuickStart.Output;

namespace QuickStart.Onboarding;

/// <summary>Waits for the pool of environments, which fills in the background.</summary>
internal sealed class PoolFilling(IEnvironmentPool pool, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits until as many environments are ready as are kept, so that the tenants that come find them.</summary>
    internal async Task FillAsync(IQuickStartView view, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        EnvironmentPoolStatus status = await WaitAsync(s => s.Ready >= s.Target, cancellationToken);
        if (status.Ready < status.Target)
        {
            throw new QuickStartException(
                $"The pool has {status.Ready} of {status.Target} environments ready after {Words.Seconds(time.GetElapsedTime(started))}.{await ReasonAsync(cancellationToken)}", $"Run again, which goes on where this ended: {settings.SameCommand}");
        }

        view.Note(
            $"{status.Ready} {(status.Ready == 1 ? "environment was" : "environments were")} made ready ahead{(settings.Template is { } template ? $", each with {template.Reference}," : string.Empty)} in {Words.Seconds(time.GetElapsedTime(started))}; until tenants come they cost {Words.Money(status.IdleCostMonthly, status.Currency ?? "CNY")} a month.");
    }

    /// <summary>Waits until nothing is being ordered, so that what was paid can be counted.</summary>
    internal Task SettleAsync(CancellationToken cancellationToken) => WaitAsync(s => s.Creating == 0 && s.Ready >= s.Target, cancellationToken);

    private async Task<string> ReasonAsync(CancellationToken cancellationToken) =>
        await pool.ListAsync(cancellationToken).FirstOrDefaultAsync(m => m.Reason is not null, cancellationToken) is { } member ? $" {member.Reason}" : string.Empty;

    private async Task<EnvironmentPoolStatus> WaitAsync(Func<EnvironmentPoolStatus, bool> isThere, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            EnvironmentPoolStatus status = await pool.GetStatusAsync(cancellationToken);
            if (isThere(status) || time.GetElapsedTime(started) > Patience)
            {
                return status;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }
}
