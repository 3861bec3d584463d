using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>Disks that are kept, layers that others start from, and pauses, on every tier that isolates.</summary>
public abstract class LayerTests(RuntimeFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaveLayer_OfARunningSandbox_IsWhatOthersStartFrom()
    {
        await using IRunningSandbox first = await fixture.StartAsync();
        await first.RunAsync("mkdir -p d/e; echo one > d/e/f; ln -s f d/e/l; echo gone > g; chmod 750 d; (while :; do date >> tick; sleep 0.01; done) >/dev/null 2>&1 &");

        long size = await fixture.Runtime.SaveLayerAsync(first.Id, "layer-a", Token);
        FileTests.Write(first, "/home/user/d/e/f", "changed");

        size.Should().BeGreaterThan(0);
        fixture.Runtime.HasLayer("layer-a").Should().BeTrue();
        await using IRunningSandbox second = await fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), Layers = ["layer-a"] }, Token);
        (await second.RunAsync("cat d/e/f d/e/l; stat -c %a%U d; rm g; rm -r d; mkdir d; echo two > d/h; echo x > new; ls d")).Should().Be((0, "one\none\n750user\nh\n", string.Empty));
        await fixture.Runtime.SaveLayerAsync(second.Id, "layer-b", Token);
        fixture.Runtime.Notes.Count(note => note.StartsWith("Homes are copied", StringComparison.Ordinal)).Should().Be(fixture.Copies ? 1 : 0);

        await using IRunningSandbox third = await fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), Layers = ["layer-b", "layer-a"] }, Token);
        (await third.RunAsync("ls d; test -e g || echo no g; cat new")).Output.Should().Be("h\nno g\nx\n");
        (await first.RunAsync("cat d/e/f; a=$(wc -c < tick); until [ $(wc -c < tick) -gt $a ]; do sleep 0.01; done; echo ticks")).Output.Should().Be("changedticks\n");
    }

    [Fact]
    public async Task Start_KeepDisk_GoesOnWithItAndDiscardForgetsIt()
    {
        string id = fixture.NewId();
        IRunningSandbox sandbox = await fixture.Runtime.StartAsync(new SandboxLayout { Id = id }, Token);
        await sandbox.RunAsync("echo kept > f");
        await sandbox.DisposeAsync();

        sandbox = await fixture.Runtime.StartAsync(new SandboxLayout { Id = id, KeepDisk = true }, Token);
        (await sandbox.RunAsync("cat f; echo more >> f")).Output.Should().Be("kept\n");
        await ((Func<Task>)(() => fixture.Runtime.DiscardAsync(id, Token))).Should().ThrowAsync<SandboxRuntimeException>();
        await sandbox.DisposeAsync();
        await fixture.Runtime.SaveLayerAsync(id, "layer-kept", Token);
        await fixture.Runtime.DiscardAsync(id, Token);

        await ((Func<Task>)(() => fixture.Runtime.StartAsync(new SandboxLayout { Id = id, KeepDisk = true }, Token))).Should().ThrowAsync<SandboxRuntimeException>().WithMessage("*left no disk*");
        await using IRunningSandbox other = await fixture.Runtime.StartAsync(new SandboxLayout { Id = id, Layers = ["layer-kept"] }, Token);
        (await other.RunAsync("cat f")).Output.Should().Be("kept\nmore\n");
    }

    [Fact]
    public async Task Save_WhileItEnds_SavesWhatItLeaves()
    {
        IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync("echo kept > f");

        Task ending = sandbox.DisposeAsync().AsTask();
        await fixture.Runtime.SaveLayerAsync(sandbox.Id, "layer-left", Token);
        await ending;

        await using IRunningSandbox other = await fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), Layers = ["layer-left"] }, Token);
        (await other.RunAsync("cat f")).Output.Should().Be("kept\n");
    }

    [Fact]
    public async Task Layers_WrongOnes_AreRefused()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await fixture.Runtime.SaveLayerAsync(sandbox.Id, "layer-once", Token);

        await Refused(() => fixture.Runtime.StartAsync(new SandboxLayout { Id = fixture.NewId(), Layers = ["none"] }, Token), "no layer 'none'");
        await Refused(() => fixture.Runtime.SaveLayerAsync(sandbox.Id, "layer-once", Token), "already");
        await Refused(() => fixture.Runtime.SaveLayerAsync("nobody", "layer-x", Token), "no disk");
        await ((Func<Task>)(() => fixture.Runtime.SaveLayerAsync(sandbox.Id, "../x", Token))).Should().ThrowAsync<ArgumentException>();
        await fixture.Runtime.DeleteLayerAsync("layer-once", Token);
        fixture.Runtime.HasLayer("layer-once").Should().BeFalse();
    }

    [Fact]
    public async Task Freeze_ARunningProcess_StandsStillAndGoesOn()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        if (!fixture.Runtime.CanFreeze)
        {
            await Refused(() => sandbox.FreezeAsync(Token), "freez");
            return;
        }

        await using ISandboxedProcess process = await sandbox.StartAsync(new SandboxedProcessStart { Program = "/bin/bash", Arguments = ["-c", "trap 'echo seen' CONT; echo 0 > n; echo ready; i=0; while [ ! -e stop ]; do i=$((i+1)); echo $i > n; done; echo done"] }, Token);

        await process.Output.ReadExactlyAsync(new byte[6], Token);
        await sandbox.FreezeAsync(Token);
        string before = FileTests.Read(sandbox, "/home/user/n");
        for (int i = 0; i < 20; i++)
        {
            await Task.Yield();
            FileTests.Read(sandbox, "/home/user/n").Should().Be(before);
        }

        await Refused(() => sandbox.StartAsync(new SandboxedProcessStart { Program = "true" }, Token), "frozen");
        process.Exited.IsCompleted.Should().BeFalse();
        await sandbox.ThawAsync(Token);

        // It was frozen within a write where the file is empty.
        (await sandbox.RunAsync($"until [ \"$(cat n)\" -gt {(before.Length > 0 ? before.Trim() : "0")} ] 2>/dev/null; do :; done; touch stop")).Code.Should().Be(0);
        (await process.FinishAsync()).Should().Be((0, "done\n", string.Empty));
    }

    [Fact]
    public async Task Dispose_WhileFrozen_LeavesNothing()
    {
        IRunningSandbox sandbox = await fixture.StartAsync();
        ISandboxedProcess process = await sandbox.StartAsync(new SandboxedProcessStart { Program = "sleep", Arguments = ["1000"] }, Token);
        if (fixture.Runtime.CanFreeze)
        {
            await sandbox.FreezeAsync(Token);
        }

        await sandbox.DisposeAsync();

        (await process.Exited.WaitAsync(TimeSpan.FromSeconds(30), Token)).Signal.Should().Be(9);
    }

    [Fact]
    public async Task Start_ThatCannotBePutTogether_LeavesNothing()
    {
        if (fixture.Copies)
        {
            return;
        }

        await using IRunningSandbox first = await fixture.StartAsync();
        await fixture.Runtime.SaveLayerAsync(first.Id, "layer-of-many", Token);
        string id = "too-many-" + Guid.NewGuid().ToString("N");

        await Refused(() => fixture.Runtime.StartAsync(new SandboxLayout { Id = id, Layers = [.. Enumerable.Repeat("layer-of-many", 300)] }, Token), "more than one mount can name");

        Cgroups(id).Should().BeEmpty();
    }

    private static string[] Cgroups(string sandbox) => Directory.Exists("/sys/fs/cgroup")
        ? Directory.GetDirectories("/sys/fs/cgroup", sandbox, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, IgnoreInaccessible = true })
        : [];

    private static async Task Refused(Func<Task> act, string says) => (await act.Should().ThrowAsync<SandboxRuntimeException>()).WithMessage($"*{says}*");
}
