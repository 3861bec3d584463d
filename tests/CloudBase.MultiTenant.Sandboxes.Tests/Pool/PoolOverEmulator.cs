using System.Globalization;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool;

/// <summary>The pool with real shells, files and processes: its scripts run where they will run, over each provider, tier and kind of store.</summary>
/// <param name="world">The provider and its tier.</param>
/// <param name="isOnDisk">Whether hosts share a file of SQLite, and not the memory of this process.</param>
public abstract class PoolOverEmulator<TWorld>(TWorld world, bool isOnDisk) : SandboxContract<TWorld>(world)
    where TWorld : SandboxWorld
{
    private const string Needles = "needles.txt";

    /// <summary>Prints what has one of the needles in it: files by their path, processes by their environment or arguments, and what may not be read.</summary>
    /// <remarks>
    /// A command that is just entering the sandbox is nobody's to read until its program begins: it is looked at again, on a busy machine more than fifty times.
    /// One that ends between the opening of its file and the reading is no such process any more.
    /// A zombie, which one whose parent stands still remains, is nobody's to read for good, and holds nothing.
    /// </remarks>
    private const string Search = $$"""
        grep -rlaF --exclude={{Needles}} -f /home/user/{{Needles}} /home /root /tmp /var/tmp /dev/shm 2>/dev/null
        for i in $(seq 2000); do
            alive=$(grep -L '^State:.*zombie' /proc/[0-9]*/status 2>/dev/null)
            found=$(for s in $alive; do p=${s%/status}; printf '%s\n' $p/environ $p/cmdline; done | xargs grep -laF -f /home/user/{{Needles}} 2>&1 | grep -v -e 'No such file' -e 'No such process')
            case "$found" in *'Permission denied'*) ;; *) break ;; esac
        done
        printf '%s\n' "$found"
        true
        """;

    [Fact]
    public async Task Acquire_OfAWarmOne_HasTheCredentialInAFileOfItsOwnUserAndNowhereElse()
    {
        await using EmulatedPool pool = NewPool();
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);

        await using ISandboxLease lease = await host.AcquireAsync(tenant, Limit);

        lease.Arrival.Origin.Should().Be(SandboxOrigin.Warm);
        string[] lines = await CredentialAsync(lease);
        lines.Should().HaveCount(2);
        lines[0].Should().Be($"CLOUDBASE_ENV_ID={tenant.EnvironmentId}");
        lines[1].Should().StartWith("CLOUDBASE_API_KEY=");
        (await OutputAsync(lease.Commands, $"stat -c '%a %u' {lease.CredentialFile} $(dirname {lease.CredentialFile}); id -u")).Split('\n')
            .Should().Equal("600 1000", "700 1000", "1000");
        (await FindAsync(lease.Commands, lease.Files, tenant.EnvironmentId!.Value.Value, lines[1].Split('=', 2)[1])).Should().Equal(lease.CredentialFile);
    }

    [Fact]
    public async Task Commands_OfBeforeTheLease_ThatComeLate_AreRefusedAndChangeNothing()
    {
        await using EmulatedPool pool = NewPool();
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        await using ISandboxLease lease = await host.AcquireAsync(tenant, Limit);
        string worker = await OutputAsync(lease.Commands, "sleep 300 </dev/null >/dev/null 2>&1 & echo $!");
        string[] credential = await CredentialAsync(lease);
        ISandboxCommands commands = (await Provider.ConnectAsync(lease.Sandbox, Limit)).Commands;
        EnvironmentCredential old = EnvironmentCredential.FromApiKey(tenant.EnvironmentId!.Value, "old", new SecretString("old-key"), pool.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));

        foreach (Func<Task> late in (Func<Task>[])[
            () => commands.WriteCredentialAsync(old, null, 1, Limit),
            () => commands.RemoveCredentialAsync(null, 1, Limit),
            () => Workspace.PrepareAsync(commands, Workspace.FreezeScript, 1, TimeSpan.FromMinutes(1), Limit),
            () => Workspace.PrepareAsync(commands, Workspace.EndScript, 1, TimeSpan.FromMinutes(1), Limit),
            () => Workspace.ThawAsync(commands, 1, TimeSpan.FromMinutes(1), Limit)])
        {
            (await FluentActions.Awaiting(late).Should().ThrowAsync<SandboxCommandFailedException>()).Which.Should().Match<SandboxCommandFailedException>(e => SandboxCommandOrder.FindLater(e.Result) > 1);
        }

        (await CredentialAsync(lease)).Should().Equal(credential);
        (await OutputAsync(lease.Commands, $"grep State /proc/{worker}/status")).Should().Contain("sleeping");
    }

    [Theory]
    [InlineData(SandboxExpiryAction.Pause, SandboxRestoreLevel.Memory)]
    [InlineData(SandboxExpiryAction.PauseWithoutMemory, SandboxRestoreLevel.Disk)]
    public async Task Acquire_AfterAPause_GivesTheHomeBackAndTheProcessesOfOneThatKeptMemory(SandboxExpiryAction onIdle, SandboxRestoreLevel level)
    {
        await using EmulatedPool pool = NewPool(o => o.OnIdle = onIdle);
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        ISandboxLease first = await host.AcquireAsync(tenant, Limit);
        await first.Files.WriteTextAsync("src/a name with ünïcode.txt", "kept", Limit);
        await OutputAsync(first.Commands, "mkdir -p deep/er && ln -s ../src deep/link && echo x > deep/er/run && chmod 750 deep/er/run && printf 'line\\nend' > $'deep/a\\nb' && head -c 300000 /dev/urandom > blob");

        // It writes without an end: only processes that stand still leave a home that can be compared.
        string counter = await OutputAsync(first.Commands, "(i=0; while :; do i=$((i+1)); echo $i >> ticks; sleep 0.01; done) </dev/null >/dev/null 2>&1 & echo $!");
        string before = await HashAsync(first.Commands);
        string[] credential = await CredentialAsync(first);
        string file = first.CredentialFile;
        await first.DisposeAsync();
        ISandbox idle = await Provider.ConnectAsync(first.Sandbox, Limit);
        (await idle.Files.FindAsync(file, Limit)).Should().BeNull("it was returned");

        // As if a host had died while it put a new credential in.
        await idle.Files.WriteTextAsync(file, string.Join('\n', credential), Limit);
        await pool.PauseAsync(host, Limit);

        // Looked at behind the pool's back: what a pause that lasts for days has in it.
        await Provider.ResumeAsync(first.Sandbox, TimeSpan.FromMinutes(10), Limit);
        ISandbox paused = await Provider.ConnectAsync(first.Sandbox, Limit);
        (await FindAsync(paused.Commands, paused.Files, [.. credential.Select(l => l.Split('=', 2)[1])])).Should().BeEmpty();
        await paused.Commands.RunAsync($"rm {Needles}", cancellationToken: Limit);
        string state = await OutputAsync(paused.Commands, $"grep State /proc/{counter}/status || echo gone");
        state.Should().Match(level == SandboxRestoreLevel.Memory ? "State:*stopped*" : "gone");
        await Provider.PauseAsync(first.Sandbox, level == SandboxRestoreLevel.Memory ? SandboxPauseMode.KeepMemory : SandboxPauseMode.DiskOnly, Limit);

        await using ISandboxLease second = await host.AcquireAsync(tenant, Limit);

        second.Arrival.Refused.Should().BeEmpty();
        (second.Sandbox, second.Arrival.Origin, second.Arrival.Level).Should().Be((first.Sandbox, SandboxOrigin.Restored, level));
        second.Incarnation.Should().BeGreaterThan(first.Incarnation);
        (await HashAsync(second.Commands)).Should().Be(before);
        (await OutputAsync(second.Commands, "stat -c %a deep/er/run; readlink deep/link")).Should().Be("750\n../src");
        second.CredentialFile.Should().Be(file);
        (await CredentialAsync(second))[0].Should().Be(credential[0]);
        if (level == SandboxRestoreLevel.Memory)
        {
            int then = await TicksAsync(second);
            await UntilAsync(async () => await TicksAsync(second) > then);
        }
    }

    [Theory]
    [InlineData("echo x >> kept.txt")]
    [InlineData("chmod 600 kept.txt")]
    [InlineData("mv kept.txt other.txt")]
    [InlineData("ln -s kept.txt link")]
    public async Task Acquire_OfAHomeThatChangedWhilePaused_IsRefusedAndAnotherGiven(string change)
    {
        await using EmulatedPool pool = NewPool();
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        ISandboxLease first = await host.AcquireAsync(tenant, Limit);
        await OutputAsync(first.Commands, "echo kept > kept.txt && chmod 644 kept.txt");
        await first.DisposeAsync();
        await pool.PauseAsync(host, Limit);
        await Provider.ResumeAsync(first.Sandbox, TimeSpan.FromMinutes(10), Limit);
        await OutputAsync((await Provider.ConnectAsync(first.Sandbox, Limit)).Commands, change);
        await Provider.PauseAsync(first.Sandbox, SandboxPauseMode.KeepMemory, Limit);

        await using ISandboxLease second = await host.AcquireAsync(tenant, Limit);

        second.Arrival.Refused[0].Should().StartWith("memory: its home is not what it was");
        second.Sandbox.Should().NotBe(first.Sandbox);
        (await second.Files.FindAsync("kept.txt", Limit)).Should().BeNull();
    }

    [Fact]
    public async Task Acquire_ByAnotherTenant_FindsNothingOfTheOneBefore()
    {
        await using EmulatedPool pool = NewPool();
        EmulatedPoolHost host = pool.NewHost();
        Tenant a = await pool.NewTenantAsync(host, Limit);
        Tenant b = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        ISandboxLease first = await host.AcquireAsync(a, Limit);
        const string canary = "canary-of-a-4711";
        string[] needles = [canary, a.EnvironmentId!.Value.Value, (await CredentialAsync(first))[1].Split('=', 2)[1]];
        await OutputAsync(first.Commands, $"echo {canary} > own.txt; echo {canary} > /tmp/own.txt; OWN={canary} sleep 300 </dev/null >/dev/null 2>&1 & until grep -qaF {canary} /proc/$!/environ; do sleep 0.01; done");
        (await FindAsync(first.Commands, first.Files, needles)).Should().Contain(first.CredentialFile)
            .And.Contain("/tmp/own.txt").And.Contain(p => p.EndsWith("/own.txt", StringComparison.Ordinal) && p != "/tmp/own.txt").And.Contain(p => p.EndsWith("/environ", StringComparison.Ordinal));
        await host.RunAsync(Limit);
        await using ISandboxLease beside = await host.AcquireAsync(b, Limit);
        await first.StopAsync(Limit);
        await host.RunAsync(Limit);
        await using ISandboxLease after = await host.Pool.AcquireAsync(b.Id, SandboxRequest.FromPool("node") with { AllowRestore = false }, Limit);

        foreach (ISandboxLease lease in new[] { beside, after })
        {
            lease.Arrival.Origin.Should().Be(SandboxOrigin.Warm);
            lease.Sandbox.Should().NotBe(first.Sandbox);
            (await FindAsync(lease.Commands, lease.Files, needles)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Acquire_AfterItsHostStoodStill_FindsTheSandboxAgainAndTheStaleLeaseIsRefused()
    {
        await using EmulatedPool pool = NewPool();
        EmulatorClock stopped = pool.NewClock();
        EmulatedPoolHost dead = pool.NewHost(stopped);
        Tenant tenant = await pool.NewTenantAsync(dead, Limit);
        await dead.RunAsync(Limit);
        ISandboxLease stale = await dead.AcquireAsync(tenant, Limit);
        ISandboxLease disposed = await dead.Pool.AcquireAsync(tenant.Id, SandboxRequest.FromPool("node") with { AllowRestore = false }, Limit);
        await stale.Files.WriteTextAsync("kept.txt", "kept", Limit);
        await disposed.Files.WriteTextAsync("kept.txt", "kept", Limit);

        EmulatedPoolHost next = pool.NewHost();
        pool.Clock.Advance(TimeSpan.FromSeconds(40));
        await next.RunAsync(Limit);

        foreach (ISandboxLease lease in new[] { stale, disposed })
        {
            ISandbox kept = await Provider.ConnectAsync(lease.Sandbox, Limit);
            (await kept.Files.FindAsync(lease.CredentialFile, Limit)).Should().BeNull("its holder is gone");
        }

        ISandboxLease[] taken = [await next.AcquireAsync(tenant, Limit), await next.AcquireAsync(tenant, Limit)];
        taken.Select(t => t.Sandbox).Should().BeEquivalentTo([stale.Sandbox, disposed.Sandbox]);
        await disposed.DisposeAsync();
        stopped.Advance(TimeSpan.FromSeconds(11));
        await UntilAsync(() => Task.FromResult(stale.LossReason is not null));
        stale.LossReason.Should().Be(SandboxLossReason.TakenOver);
        await FluentActions.Awaiting(() => stale.Commands.RunAsync("echo evil > kept.txt", cancellationToken: Limit)).Should().ThrowAsync<SandboxLeaseLostException>();
        await stale.DisposeAsync();

        foreach (ISandboxLease lease in taken)
        {
            (lease.Arrival.Origin, lease.Arrival.Level).Should().Be((SandboxOrigin.Restored, SandboxRestoreLevel.Running));
            (await lease.Files.ReadTextAsync("kept.txt", Limit)).Should().Be("kept");
            (await CredentialAsync(lease))[0].Should().Be($"CLOUDBASE_ENV_ID={tenant.EnvironmentId}", "who lost a lease takes nothing from who has it");
            await lease.DisposeAsync();
        }
    }

    [Fact]
    public async Task Acquire_OfAPauseThatIsGone_StartsTheTenantsOwnSnapshotWhereOneWasTaken()
    {
        await using EmulatedPool pool = NewPool(o => o.SnapshotOnPause = true);
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);
        ISandboxLease first = await host.AcquireAsync(tenant, Limit);
        string[] secrets = [.. (await CredentialAsync(first)).Select(l => l.Split('=', 2)[1])];
        await OutputAsync(first.Commands, "mkdir -p src deep && echo kept > src/kept.txt && head -c 100000 /dev/urandom > blob");
        string before = await HashAsync(first.Commands);
        await first.DisposeAsync();

        // As if a host had died while it put a new credential in.
        await (await Provider.ConnectAsync(first.Sandbox, Limit)).Files.WriteTextAsync(first.CredentialFile, string.Join('\n', secrets), Limit);
        await pool.PauseAsync(host, Limit);
        await Provider.StopAsync(first.Sandbox, Limit);

        await using ISandboxLease second = await host.AcquireAsync(tenant, Limit);

        second.Sandbox.Should().NotBe(first.Sandbox);
        second.Arrival.Refused[0].Should().StartWith("memory: ");
        if (!Provider.Capabilities.HasFlag(SandboxCapabilities.Snapshots))
        {
            second.Arrival.Level.Should().Be(SandboxRestoreLevel.None, "this provider takes no snapshots, and the pause was the only copy");
            return;
        }

        (second.Arrival.Origin, second.Arrival.Level).Should().Be((SandboxOrigin.Restored, SandboxRestoreLevel.Snapshot));
        (await HashAsync(second.Commands)).Should().Be(before);
        (await CredentialAsync(second))[0].Should().Be($"CLOUDBASE_ENV_ID={tenant.EnvironmentId}");

        // What was saved, started as it is: it has no credential, and starts nobody else's sandbox.
        SandboxSnapshot saved = await Provider.ListSnapshotsAsync(first.Sandbox, Limit).SingleAsync(Limit);
        ISandbox bare = await StartAsync(NewStart() with { Template = null, Snapshot = saved.Id });
        (await bare.Files.ReadTextAsync("src/kept.txt", Limit)).Should().Be("kept\n");
        (await FindAsync(bare.Commands, bare.Files, secrets)).Should().BeEmpty();
        await using ISandboxLease others = await host.AcquireAsync(await pool.NewTenantAsync(host, Limit), Limit);
        (await others.Files.FindAsync("src/kept.txt", Limit)).Should().BeNull();
    }

    [Fact]
    public async Task Acquire_ForAUserThatASandboxDoesNotHave_IsRefusedAndNothingBoundInPartIsLeft()
    {
        await using EmulatedPool pool = NewPool(o => o.McpUser = "nobody-there");
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant, Limit)).Should().ThrowAsync<SandboxBindException>();

        (await pool.RowsAsync()).Should().BeEmpty("what could not be bound is stopped, and is handed to nobody");
    }

    private EmulatedPool NewPool(Action<SandboxPoolOptions>? configure = null) => new(World, configure, isOnDisk);

    private async Task<string[]> CredentialAsync(ISandboxLease lease) => (await lease.Files.ReadTextAsync(lease.CredentialFile, Limit)).TrimEnd().Split('\n');

    private async Task<int> TicksAsync(ISandboxLease lease) => int.Parse(await OutputAsync(lease.Commands, "wc -l < ticks"), CultureInfo.InvariantCulture);

    private Task<string> HashAsync(ISandboxCommands commands) => OutputAsync(commands, "find src deep blob -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum");

    private async Task<string> OutputAsync(ISandboxCommands commands, string line) =>
        (await commands.RunAsync(line, cancellationToken: Limit)).EnsureSuccess().StandardOutput.TrimEnd();

    /// <summary>Searches for needles that come from a file, so that no argument has them.</summary>
    private async Task<string[]> FindAsync(ISandboxCommands commands, ISandboxFiles files, params string[] needles)
    {
        await files.WriteTextAsync(Needles, string.Join('\n', needles) + "\n", Limit);
        return [.. (await OutputAsync(commands, Search)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];
    }
}
