using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool.Kill;

/// <summary>Real processes over SQLite, killed with SIGKILL while they bind and while they hold, and a second process that goes on. The sandboxes are the emulator's, which is in neither.</summary>
public sealed class PoolKillTests(E2BOverBubblewrap world) : IClassFixture<E2BOverBubblewrap>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cbmt-kill-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    public void Dispose()
    {
        _patience.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Host_KilledWhileItHolds_IsFollowedByOneThatFindsTheSandboxAgainNoSoonerThanTheLeaseEnds()
    {
        (PoolSite site, SandboxId held, SandboxMember left) = await KillAsync(KillMoment.Bound);
        left.State.Should().Be(SandboxMemberState.Leased, "a killed process returns nothing");

        string[] lines = await GoOnAsync(site);

        lines.Should().HaveCount(4).And.Contain("leased 2");
        lines[1].Split(' ').Should().Equal("tenant", held.Value, $"{left.Incarnation + 2}", "Restored", "unsaved");
        await MustBeWholeAsync(site);
        SandboxMember taken = (await RowsAsync(site)).Single(r => r.Sandbox == held);
        taken.CreatedAt.Should().Be(left.CreatedAt);
        DateTimeOffset.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).Should().BeAfter(left.LeaseExpiresAt!.Value, "until then the killed one could have been alive, and only cut off");
    }

    [Theory]
    [InlineData(nameof(KillMoment.Claimed))]
    [InlineData(nameof(KillMoment.Written))]
    public async Task Host_KilledBetweenClaimAndBinding_LeavesNothingThatIsHandedToAnyone(string moment)
    {
        (PoolSite site, SandboxId half, SandboxMember left) = await KillAsync(Enum.Parse<KillMoment>(moment));
        left.State.Should().Be(SandboxMemberState.Binding);
        left.Tenant!.Tenant.Should().Be(PoolSite.Tenant);

        string[] lines = await GoOnAsync(site);

        lines.Should().HaveCount(3).And.Contain("leased 2");
        lines[0].Should().NotContain(half.Value).And.EndWith(" Warm -");
        lines[1].Should().NotContain(half.Value);
        world.Emulator.Sandboxes.Single(s => s.Id == half.Value).State.Should().Be("stopped");
        (await RowsAsync(site)).Should().NotContain(r => r.Id == left.Id);
        await MustBeWholeAsync(site);
    }

    /// <summary>Has a process stand still at a moment, and kills it.</summary>
    private async Task<(PoolSite Site, SandboxId Sandbox, SandboxMember Row)> KillAsync(KillMoment moment)
    {
        PoolSite site = new(_folder.FullName, world.Emulator.Endpoint, world.Emulator.ManagementEnvironmentId, world.Emulator.SandboxApiKey);
        await using (ServiceProvider setup = site.NewHost("setup"))
        {
            ITenantProvisioner provisioner = setup.GetRequiredService<ITenantProvisioner>();
            await provisioner.EnsureAsync(PoolSite.Tenant, TenantSpec.Default, _patience.Token);
            await provisioner.EnsureAsync(PoolSite.Neighbour, TenantSpec.Default, _patience.Token);
        }

        using Process process = Start(site, moment);
        using CancellationTokenRegistration end = _patience.Token.Register(process.Kill);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string? line;
        while ((line = await process.StandardOutput.ReadLineAsync()) is not null && !line.StartsWith(moment.ToString(), StringComparison.Ordinal))
        {
        }

        process.Kill();
        await process.WaitForExitAsync();
        line.Should().NotBeNull(await errors);
        SandboxId sandbox = SandboxId.Parse(line!.Split(' ')[1]);
        return (site, sandbox, (await RowsAsync(site)).Single(r => r.Sandbox == sandbox));
    }

    private async Task<string[]> GoOnAsync(PoolSite site)
    {
        using Process process = Start(site, KillMoment.Never);
        using CancellationTokenRegistration end = _patience.Token.Register(process.Kill);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await errors);
        return [.. lines];
    }

    private static Process Start(PoolSite site, KillMoment moment) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(PoolProcess).Assembly.Location, PoolProcess.Verb, moment.ToString(), .. site.ToArguments()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<IReadOnlyList<SandboxMember>> RowsAsync(PoolSite site)
    {
        await using ServiceProvider host = site.NewHost("reader");
        return await host.GetRequiredService<IMultiTenantStore>().ReadSandboxMembersAsync(CloudAccountName.Default, new SandboxMemberQuery(), 100, CancellationToken.None);
    }

    /// <summary>Each sandbox that lives has one row, each row one that lives, and a tenant's is nobody else's.</summary>
    private async Task MustBeWholeAsync(PoolSite site)
    {
        IReadOnlyList<SandboxMember> rows = await RowsAsync(site);
        string[] living = [.. world.Emulator.Sandboxes.Where(s => s.State is not ("stopped" or "failed") && s.Metadata.GetValueOrDefault("cloudbase-deployment") == site.Deployment && s.Metadata.ContainsKey("cloudbase-member")).Select(s => s.Id)];
        rows.Select(r => r.Sandbox!.Value.Value).Should().BeEquivalentTo(living);
        rows.Should().OnlyContain(r => r.State == SandboxMemberState.Ready || r.State == SandboxMemberState.Idle);
        rows.Where(r => r.Tenant is not null).Should().OnlyHaveUniqueItems(r => r.Tenant!.Tenant);
        foreach (SandboxMember row in rows)
        {
            await world.Provider.StopAsync(row.Sandbox!.Value, _patience.Token);
        }
    }
}
