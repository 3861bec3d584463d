using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>What emulators that are dead left in the kernel's tree of groups, where one that starts makes its own.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StaleCgroupsTests
{
    // Above the highest number that the kernel gives a process.
    private static readonly string s_dead = (1 << 23).ToString(CultureInfo.InvariantCulture);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Groups_OfADeadEmulator_AreRemovedByTheNext()
    {
        string folder = Folder("left");
        Try(() => Directory.CreateDirectory(folder + "/sandbox"));

        var tree = new CgroupTree("next", isNone: false);
        tree.Remove();

        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public void Groups_OfAnEmulatorInAnotherContainer_StayWithItsProcesses()
    {
        string folder = Folder("elsewhere", numbering: "1");
        Try(() => Directory.CreateDirectory(folder + "/sandbox"));
        using Process kept = Process.Start(new ProcessStartInfo("/bin/sleep", ["1000"]) { UseShellExecute = false })!;
        try
        {
            File.WriteAllText($"{folder}/sandbox/cgroup.procs", kept.Id.ToString(CultureInfo.InvariantCulture));

            var tree = new CgroupTree("next", isNone: false);
            tree.Remove();

            Directory.Exists(folder + "/sandbox").Should().BeTrue("its processes have numbers that this one cannot look up");
            kept.HasExited.Should().BeFalse();
        }
        finally
        {
            kept.Kill();
            kept.WaitForExit();
            Try(() => Directory.Delete(folder + "/sandbox"));
            Try(() => Directory.Delete(folder));
        }
    }

    [Fact]
    public async Task Groups_ThatGoAwayWhileTheyAreLookedAt_AreNoneOfTheNextOnesTrouble()
    {
        string folder = Folder("going");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task going = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    Try(() => Directory.CreateDirectory(folder));
                    Try(() => Directory.Delete(folder));
                }
            },
            Token);

        try
        {
            for (int i = 0; i < 400; i++)
            {
                var tree = new CgroupTree("looks", isNone: false);
                tree.Remove();
            }
        }
        finally
        {
            await enough.CancelAsync();
            await going;
            Try(() => Directory.Delete(folder));
        }
    }

    // Of this run alone: another beside it takes away what is stale, too.
    private static string Folder(string what, string? numbering = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Cgroups need Linux.");
        IReadOnlyList<CgroupHierarchy> found = CgroupHierarchy.Find($"cloudbase-probe-{Environment.ProcessId}-{what}");
        if (found.Count == 0)
        {
            Needed.Missing("No cgroup of this machine can be written.");
        }

        return $"{found[0].Parent}/cloudbase-sandboxes-{s_dead}-1-{numbering ?? CgroupTree.Numbering}-{what}{Environment.ProcessId}";
    }

    private static void Try(Action change)
    {
        try
        {
            change();
        }
        catch (IOException)
        {
            // Whoever looks for what is stale was faster.
        }
    }
}
