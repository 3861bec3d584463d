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
        string folder = Parent() + $"/cloudbase-sandboxes-{s_dead}-1-left";
        Directory.CreateDirectory(folder + "/sandbox");

        var tree = new CgroupTree("next", isNone: false);
        tree.Remove();

        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task Groups_ThatGoAwayWhileTheyAreLookedAt_AreNoneOfTheNextOnesTrouble()
    {
        string folder = Parent() + $"/cloudbase-sandboxes-{s_dead}-1-going";
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task going = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    Directory.CreateDirectory(folder);
                    Remove(folder);
                }
            },
            Token);

        try
        {
            for (int i = 0; i < 1000; i++)
            {
                var tree = new CgroupTree("looks", isNone: false);
                tree.Remove();
            }
        }
        finally
        {
            await enough.CancelAsync();
            await going;
            Remove(folder);
        }
    }

    private static string Parent()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Cgroups need Linux.");
        if (CgroupHierarchy.Find("cloudbase-sandboxes-probe") is not [var first, ..])
        {
            Needed.Missing("No cgroup of this machine can be written.");
            return string.Empty;
        }

        return first.Parent;
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Whoever looks for what is stale was faster.
        }
    }
}
