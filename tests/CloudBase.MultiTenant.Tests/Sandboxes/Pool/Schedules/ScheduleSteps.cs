using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What happens in a schedule, step by step: a call, a return, a round, time that passes, and what goes wrong by itself.</summary>
internal sealed class ScheduleSteps(ScheduleWorld world)
{
    /// <summary>How many bytes a tenant leaves in its home, less one.</summary>
    public const int MostWork = 100;

    private const int MostWaiting = 4;

    private readonly ScheduleChance _chance = world.Chance;

    public int Answered { get; private set; }

    public int Leases { get; private set; }

    public async Task TakeAsync()
    {
        world.ReplaceDead();
        if (_chance.StoreIsGone && _chance.Next(4) == 0)
        {
            _chance.StoreIsGone = false;
        }

        ScheduleHost host = _chance.Of(world.Hosts);
        switch (_chance.Next(16))
        {
            case 0 or 1 or 2:
                Ask(host);
                break;
            case 3 or 4 or 5:
                Return(host);
                break;
            case 6 or 7 or 8 or 9:
                host.BeginRound();
                break;
            case 10 or 11 or 12:
                world.Pass(_chance.Seconds(_chance.Next(3) == 0 ? 90 : 12));
                if (_chance.Next(3) == 0)
                {
                    foreach (ScheduleHost frozen in world.Hosts)
                    {
                        frozen.Gate.Thaw();
                    }
                }

                break;
            case 13 when _chance.Next(2) == 0:
                await DamageAsync();
                break;
            case 14 when _chance.Next(4) == 0:
                world.Inner.Broker.Rotate();
                break;
            default:
                Disturb();
                break;
        }
    }

    /// <summary>Gives back one of the sandboxes that a host holds, where it holds any.</summary>
    public void Return(ScheduleHost host)
    {
        if (host.Held.Count == 0)
        {
            return;
        }

        ISandboxLease lease = _chance.Of(host.Held);
        host.Held.Remove(lease);
        if (!host.Gate.IsFrozen && lease.LossReason is null)
        {
            world.Truth.Find(lease.Sandbox)["work"] = new string('x', _chance.Next(MostWork));
        }

        host.Returning.Add(_chance.Next(5) == 0 ? lease.StopAsync() : lease.DisposeAsync().AsTask());
    }

    private void Ask(ScheduleHost host)
    {
        host.Waiting.RemoveAll(w => w.IsCompleted);
        if (host.Waiting.Count < MostWaiting)
        {
            host.Waiting.Add(AcquireAsync(host, _chance.Of(world.Tenants)));
        }
    }

    private async Task AcquireAsync(ScheduleHost host, (TenantId Id, string Environment) tenant)
    {
        await Task.Yield();
        SandboxId[] sick = world.Truth.Sick();
        try
        {
            ISandboxLease lease = await host.Pool.AcquireAsync(tenant.Id, SandboxRequest.FromPool("node"));
            if (host.Gate.IsDead)
            {
                return;
            }

            world.Trace.Add(host.Name, $"{tenant.Environment} has {lease.Sandbox}, life {lease.Incarnation}");
            world.Truth.HandedOver(lease, tenant.Environment);
            world.Truth.HandedOverBy(host.Release, lease, sick);
            host.Held.Add(lease);
            Leases++;
        }
        catch (Exception e) when (e is CloudBaseException or OperationCanceledException)
        {
            // A typed answer is an answer.
            world.Trace.Add(host.Name, $"{tenant.Environment} is told {e.GetType().Name}");
        }
        catch (Exception e)
        {
            world.Truth.Report($"a call was answered by {e}");
        }

        Answered++;
    }

    private async Task DrainOrResumeAsync(ScheduleHost host)
    {
        int drawn = _chance.Next(8);
        TimeSpan? leasesEndIn = drawn == 0 ? _chance.Seconds(90) : null;
        await Task.Yield();
        try
        {
            await (drawn < 2 ? host.Pool.DrainAsync("node", leasesEndIn) : host.Pool.ResumeAsync("node"));
        }
        catch (Exception e) when (e is CloudBaseException or OperationCanceledException)
        {
            // Nobody knows whether it was said: what is said in the end counts.
        }
    }

    private void Disturb()
    {
        if (!_chance.Spend())
        {
            return;
        }

        ScheduleGate gate = _chance.Of(world.Hosts).Gate;
        switch (_chance.Next(10))
        {
            case 0 or 1:
                gate.Plan(_chance.Next(1, 20), kill: true);
                break;
            case 2 or 3:
                gate.Plan(_chance.Next(1, 20), kill: false);
                break;
            case 4:
                gate.Thaw();
                break;
            case 5:
                _chance.StoreIsGone = true;
                break;
            case 6:
                ScheduleHost host = _chance.Of(world.Hosts);
                host.Waiting.Add(DrainOrResumeAsync(host));
                break;
            case 7:
                Sicken();
                break;
            case 8:
                world.RollOver();
                break;
            default:
                KillSandbox();
                break;
        }
    }

    /// <summary>Lets the probe fail in a sandbox from now on.</summary>
    private void Sicken()
    {
        if (world.Inner.Options.ProbeCommand is not null && world.Truth.Living is { Count: > 0 } living)
        {
            FakePoolSandbox victim = _chance.Of(living);
            victim.ProbeExitCode = 1;
            world.Trace.Add("provider", $"{victim.Id} is not well");
        }
    }

    /// <summary>Changes the home of a sandbox that is paused, and whose row says what it held.</summary>
    private async Task DamageAsync()
    {
        SandboxMember[] paused = [.. (await world.Inner.RowsAsync()).Where(r => r.State == SandboxMemberState.Paused && r.FindManifest() is not null)];
        if (paused.Length > 0)
        {
            SandboxId victim = _chance.Of(paused).Sandbox!.Value;
            world.Truth.Find(victim)[ScheduleTruth.Damage] = "done";
            world.Trace.Add("provider", $"damages {victim}");
        }
    }

    private void KillSandbox()
    {
        if (world.Truth.Living is { Count: > 0 } living)
        {
            FakePoolSandbox victim = _chance.Of(living);
            victim.State = SandboxState.Failed;
            world.Trace.Add("provider", $"loses {victim.Id}");
            world.Deaths++;
        }
    }
}
