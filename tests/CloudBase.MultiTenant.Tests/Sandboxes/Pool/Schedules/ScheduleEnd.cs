using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>The end of a schedule: nothing goes wrong any more, every sandbox is returned, and within an hour all has to be in its place.</summary>
internal sealed class ScheduleEnd(ScheduleWorld world, ScheduleSteps steps)
{
    private const int Rounds = 240;
    private const int HeldRounds = 12;

    private const int LastTrouble = 4;

    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(15);

    public async Task HealAsync()
    {
        await RotateAsync();
        world.Chance.Heal();
        foreach (ScheduleHost host in world.Hosts)
        {
            host.Gate.Unplan();
            host.Gate.Thaw();
        }

        world.FinishRollOver();
        world.Truth.Land(TimeSpan.Zero, all: true);
        await world.SettleAsync();
        world.Inner.Broker.Rotate();
        world.Hosts[0].Waiting.Add(world.Hosts[0].Pool.ResumeAsync("node"));
        await HoldAsync();
        string? wrong = "not looked at";
        for (int i = 0; i < Rounds && wrong is not null && world.Truth.Breach is null; i++)
        {
            foreach (ScheduleHost host in world.Hosts)
            {
                while (host.Held.Count > 0)
                {
                    steps.Return(host);
                }

                host.BeginRound();
            }

            await world.SettleAsync();
            world.Pass(s_round);
            await world.SettleAsync();
            world.Truth.LookAtHolders(world.Hosts);
            wrong = await FindWrongAsync();
        }

        if (wrong is not null)
        {
            world.Truth.Report($"after an hour without trouble {wrong}");
        }
    }

    /// <summary>Lets a credential be replaced while something still goes wrong: what of that comes late comes after the next one, when nothing does.</summary>
    private async Task RotateAsync()
    {
        world.Inner.Broker.Rotate();
        world.Chance.Trouble = Math.Max(world.Chance.Trouble, LastTrouble);
        world.Pass(s_round);
        await world.SettleAsync();
    }

    /// <summary>Lets time pass while everybody holds what they hold: who is not told that it is lost has one that runs, with the newest credential.</summary>
    private async Task HoldAsync()
    {
        for (int i = 0; i < HeldRounds; i++)
        {
            foreach (ScheduleHost host in world.Hosts)
            {
                host.BeginRound();
            }

            await world.SettleAsync();
            world.Pass(s_round);
            await world.SettleAsync();
        }

        foreach (ISandboxLease lease in world.Hosts.SelectMany(h => h.Held).Where(l => l.LossReason is null))
        {
            if (world.Truth.Find(lease.Sandbox).State is not SandboxState.Running and var state)
            {
                world.Truth.Report($"sandbox {lease.Sandbox} is held and {state}, and its holder is not told");
            }

            world.Truth.LookInto(lease);
        }
    }

    /// <summary>Says what is not in its place although nothing is wrong any more.</summary>
    private async Task<string?> FindWrongAsync() =>
        Count(h => h.Waiting) is > 0 and var waiting ? $"{waiting} calls wait for an answer"
        : Count(h => h.Returning) is > 0 and var returning ? $"{returning} returns are not done"
        : FindWrong(await world.Inner.RowsAsync());

    private int Count(Func<ScheduleHost, IEnumerable<Task>> of) => world.Hosts.SelectMany(of).Count(t => !t.IsCompleted);

    private string? FindWrong(IReadOnlyList<SandboxMember> rows)
    {
        if (rows.FirstOrDefault(r => r.State is not (SandboxMemberState.Ready or SandboxMemberState.Paused)) is { } row)
        {
            return $"the row of {row.Sandbox} is {row.State}";
        }

        // Whether what is paused is still there is asked when its tenant comes back.
        IEnumerable<SandboxMember> counted = rows.Where(r => r.State != SandboxMemberState.Paused || world.Truth.Find(r.Sandbox!.Value).State != SandboxState.Failed);
        string[] known = [.. counted.Select(r => $"{r.Sandbox} {(r.State == SandboxMemberState.Paused ? SandboxState.Paused : SandboxState.Running)}").Order(StringComparer.Ordinal)];
        string[] living = [.. world.Truth.Living.Select(s => $"{s.Id} {s.State}").Order(StringComparer.Ordinal)];
        string[] saved = [.. rows.Select(r => r.FindSnapshot()).OfType<SandboxSnapshotId>().Select(s => s.Value).Order(StringComparer.Ordinal)];
        string[] snapshots = [.. world.Providers.SelectMany(p => p.SnapshotIds).Order(StringComparer.Ordinal)];
        SandboxMember[] warm = [.. rows.Where(r => r.State == SandboxMemberState.Ready)];
        return !known.SequenceEqual(living) ? $"the rows know [{string.Join(", ", known)}] and the provider has [{string.Join(", ", living)}]"
            : !saved.SequenceEqual(snapshots) ? $"the rows know the snapshots [{string.Join(", ", saved)}] and the provider has [{string.Join(", ", snapshots)}]"
            : rows.FirstOrDefault(r => r.FindTime() is not null) is { } paid ? $"the row of {paid.Sandbox} has {paid.FindTime()} of its tenant's time"
            : world.Truth.FindCredential(rows) is { } held ? held
            : warm.Length != Math.Min(world.Inner.Options.WarmTarget, world.Inner.Options.MaxTotal) ? $"{warm.Length} are warm and {world.Inner.Options.WarmTarget} are wanted"
            : warm.FirstOrDefault(r => !world.Truth.IsOf(r.Sandbox!.Value, world.Release)) is { } old ? $"the warm sandbox {old.Sandbox} is not of {world.Release}"
            : warm.FirstOrDefault(r => world.Truth.Find(r.Sandbox!.Value).ProbeExitCode != 0) is { } sick ? $"the warm sandbox {sick.Sandbox} is not well"
            : null;
    }
}
