using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>Kills a run at a moment that a seed draws.</summary>
internal static class KilledRun
{
    private const int KilledBySignal9 = 137;

    /// <summary>Kills a run when it has said so many lines, a drawn moment later; says whether it was alive then.</summary>
    internal static async Task<bool> RunAndKillAsync(QuickStartRun run, Random chance, string[] arguments)
    {
        int after = chance.Next(1, 24);
        TimeSpan later = TimeSpan.FromMilliseconds(chance.Next(0, 40));
        int lines = 0;
        Task killing = Task.CompletedTask;
        ProcessResult result = await run.RunAsync(
            (child, _) =>
            {
                if (Interlocked.Increment(ref lines) == after)
                {
                    killing = KillLaterAsync(child, later);
                }
            },
            arguments);
        await killing;
        return result.ExitCode == KilledBySignal9;
    }

    private static async Task KillLaterAsync(ChildProcess child, TimeSpan later)
    {
        await Task.Delay(later, TimeProvider.System);
        child.Kill();
    }
}
