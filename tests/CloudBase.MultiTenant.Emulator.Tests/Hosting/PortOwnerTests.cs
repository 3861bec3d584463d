using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator.Hosting;
using Microsoft.Win32.SafeHandles;

namespace CloudBase.MultiTenant.Emulator.Tests.Hosting;

/// <summary>Who listens on a port is found while it opens and closes other things.</summary>
public sealed class PortOwnerTests
{
    [Fact]
    public async Task Find_WhileTheOwnerOpensAndCloses_NamesItEachTime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "who listens is read from /proc");
        // What is closed has lower numbers than what listens, and is looked at before it.
        var others = Open();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var busy = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    others.ForEach(other => other.Dispose());
                    others = Open();
                }

                others.ForEach(other => other.Dispose());
            },
            CancellationToken.None);

        List<int?> found = [];
        for (var look = 0; look < 60; look++)
        {
            found.Add(PortOwner.Find(port));
        }

        await enough.CancelAsync();
        await busy;
        found.Should().OnlyContain(id => id == Environment.ProcessId);
    }

    private static List<SafeFileHandle> Open() => [.. Enumerable.Range(0, 16).Select(_ => File.OpenHandle("/dev/null"))];
}
