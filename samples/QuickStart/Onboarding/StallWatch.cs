using QuickStart.CommandLine;
using QuickStart.Hosting;
using QuickStart.Output;

namespace QuickStart.Onboarding;

/// <summary>
/// Ends a run in which nothing goes on any more: the library's background work tries again for ever, which is right for a host that stays up,
/// and would leave the person who watches this one without a word. Passes on what it is told. Thread-safe.
/// </summary>
internal sealed class StallWatch(IProgressView view, TroubleLog troubles, TimeProvider time, QuickStartSettings settings) : IProgressView
{
    // The cloud may throttle for minutes; an emulator and a disk of this machine do not.
    private readonly TimeSpan _patience = settings.Live ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(30);
    private long _lastStep = time.GetTimestamp();

    public void Report(TenantProgress progress)
    {
        Interlocked.Exchange(ref _lastStep, time.GetTimestamp());
        view.Report(progress);
    }

    /// <summary>Awaits the work; once no step was taken for long, and something failed since the last, ends it.</summary>
    /// <exception cref="QuickStartException">Nothing goes on; says what failed.</exception>
    internal async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task working = work(ending.Token);
        Task<string> stalling = WaitForStallAsync(ending.Token);
        if (await Task.WhenAny(working, stalling) == stalling && stalling.IsCompletedSuccessfully && !working.IsCompleted)
        {
            await ending.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new QuickStartException(
                $"Nothing has gone on for {_patience.TotalSeconds:0} s. What failed last: {await stalling}",
                $"What was begun is in the database, and nothing is bought twice. Put that right, then go on with: {settings.SameCommand}");
        }

        await ending.CancelAsync();
        await ((Task)stalling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await working;
    }

    private async Task<string> WaitForStallAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            long step = Interlocked.Read(ref _lastStep);
            if (time.GetElapsedTime(step) > _patience && troubles.Last is { } trouble && trouble.At > step)
            {
                return trouble.Message;
            }
        }
    }
}
