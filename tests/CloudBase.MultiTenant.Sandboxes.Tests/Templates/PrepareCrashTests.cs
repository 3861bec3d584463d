using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

/// <summary>A host that is killed while it prepares a template, before and after each of its calls: its sandbox has no row and no pool's labels, and ends with the lifetime that it was given.</summary>
public sealed class PrepareCrashTests
{
    private static readonly SandboxTemplate s_template = new()
    {
        Name = "node-web", Version = "1", Base = "base", PrepareScript = "npm ci", CheckCommand = "npm test", PrepareTimeout = TimeSpan.FromMinutes(7), CheckTimeout = TimeSpan.FromMinutes(2),
    };

    [Fact]
    public async Task Host_KilledBeforeAndAfterEachOfItsCalls_LeavesNothingThatOutlivesThePreparation()
    {
        int left = 0;
        for (int at = 1; await DiesAsync(at) is { } living; at++)
        {
            left += living;
        }

        left.Should().BePositive("a host was killed while its sandbox ran");
    }

    /// <summary>Kills a host at one of its calls; gives how many of its sandboxes ran on, or null where it was done before.</summary>
    private static async Task<int?> DiesAsync(int at)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
        FakeSandboxes fleet = new(time);
        CrashGate gate = new(at);
        PreparedSandboxTemplates dying = new([new GatedSandboxes(fleet, gate)], time, new SeededRandomSource(fleet.NextSeed()), NullLogger<PreparedSandboxTemplates>.Instance);
        Task preparing = dying.PrepareAsync(s_template, TestContext.Current.CancellationToken);
        if (await Task.WhenAny(preparing, gate.Crashed) == preparing)
        {
            await preparing;
            return null;
        }

        using CapturingLoggerProvider log = new();
        await TemplateHost.Create(fleet, time, log).PrepareAsync(s_template, TestContext.Current.CancellationToken);
        int living = fleet.Living.Length;
        time.Advance(s_template.PrepareTimeout + s_template.CheckTimeout + TimeSpan.FromMinutes(10));

        fleet.Living.Should().BeEmpty($"its provider ends what the host that died at its call {at} has left");
        return living;
    }
}
