using System.Diagnostics;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>A sandbox's first process is killed by who ends the sandbox, perhaps while it ends by itself.</summary>
public sealed class FirstProcessTests
{
    private const int Terminate = 15;

    [Fact]
    public async Task Kill_OfOneThatIsLetGoOf_KillsNobodyElse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");
        using Process other = Process.Start("sleep", "1000");
        var first = new FirstProcess(folder: -1, Libc.PidFdOpen(other.Id));
        first.Dispose();
        // So many that the number that was free again is among them.
        int[] others = [.. Enumerable.Range(0, 100).Select(_ => Libc.PidFdOpen(other.Id))];

        first.Kill();

        Libc.Kill(other.Id, Terminate).Should().Be(0);
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        Array.ForEach(others, Libc.Close);
        other.ExitCode.Should().Be(128 + Terminate, "nobody else had killed it");
    }
}
