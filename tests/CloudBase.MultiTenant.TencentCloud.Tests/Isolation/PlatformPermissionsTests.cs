using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>docs/permissions.md: with exactly that policy everything works, and without any statement of it something does not.</summary>
public sealed partial class PlatformPermissionsTests
{
    [Fact]
    public async Task DocumentedPolicy_PlatformsKey_CanDoEverything()
    {
        await using EmulatedPlatform root = await EmulatedPlatform.StartAsync(o => o.AllocationPoolSize = 100);

        (await FirstBrokenFlowAsync(root, new PolicyDocument(Documented()), 0)).Should().BeNull();
    }

    [Fact]
    public async Task DocumentedPolicy_WithoutAnyOneStatement_BreaksTheFlowThatTheDocumentNames()
    {
        PolicyStatement[] statements = Documented();
        string[] named = Named();
        named.Should().HaveCount(statements.Length);
        await using EmulatedPlatform root = await EmulatedPlatform.StartAsync(o => o.AllocationPoolSize = 100);
        for (int left = 0; left < statements.Length; left++)
        {
            var policy = new PolicyDocument(statements.Where((_, i) => i != left));

            string? broken = await FirstBrokenFlowAsync(root, policy, left + 1);

            broken.Should().Be(named[left], $"statement {left + 1} is missing");
        }
    }

    [Fact]
    public void DocumentedPolicy_IsWithinTheCloudsLimits()
    {
        var policy = new PolicyDocument(Documented());

        policy.ToJson().Length.Should().BeLessThanOrEqualTo(PolicyDocument.MaxCharacters);
        policy.Statements.Should().OnlyContain(s => s.Actions.Count <= PolicyDocument.MaxActionsPerStatement);
        policy.Statements.SelectMany(s => s.Actions).Should().NotContain(a => a.Contains('*'), "the platform's key is granted named actions only");
    }

    private static async Task<string?> FirstBrokenFlowAsync(EmulatedPlatform root, PolicyDocument policy, int number)
    {
        PlatformCredential keys = await StrategiesOnTheWireTests.SubAccountOfThePlatformAsync(root, policy.ToJson(), $"platform{number}");
        await using EmulatedPlatform platform = EmulatedPlatform.On(root.Emulator, keys);
        var provisioner = platform.Get<ITenantProvisioner>();
        var cloud = platform.Get<IEnvironmentCloud>();
        var marker = new EnvironmentMarker("cbmt", $"permissions-{number}");
        TenantId cam = TenantId.Parse($"cam-{number}");
        TenantId white = TenantId.Parse($"white-{number}");
        EnvironmentId environment = default;
        foreach ((string flow, Func<Task> run) in new (string, Func<Task>)[]
        {
            ("provision", async () => environment = (await platform.EnsureAsync(white.Value, IsolationKind.WhiteLabel)).EnvironmentId!.Value),
            ("duplicates", async () => await cloud.ScanAsync(default)),
            ("credentials", async () =>
            {
                using CredentialLease lease = await platform.Get<ICredentialBroker>().GetAsync(white, CredentialRequest.ForMcp);
            }),
            ("quota", async () => await platform.Get<ITenantQuotas>().ReadAsync(white)),
            ("temporary-keys", async () => await platform.Get<TemporaryKeyIssuer>().IssueAsync(
                white, (await cloud.FindAsync(environment, default))!, TimeSpan.FromMinutes(30), default)),
            ("pool", async () => await cloud.TagAsync(environment, new Dictionary<string, string> { ["cbmt"] = $"pool-{number}" }, default)),
            ("allocate", async () =>
            {
                var allocator = platform.Get<IEnvironmentAllocator>();
                EnvironmentId allocated = await allocator.AllocateAsync(new EnvironmentAllocation($"permissions-{number}", new Dictionary<string, string>(), false), default);
                await allocator.AssumeRoleAsync(allocated, default);
                await allocator.ReleaseAsync(allocated, $"permissions-{number}", default);
            }),
            ("sub-accounts", async () => await platform.EnsureAsync(cam.Value, IsolationKind.CamSubAccount)),
            ("rotate", async () => await provisioner.RotateKeysAsync(cam, RotateKeysOptions.Default)),
            ("suspend", async () =>
            {
                await provisioner.SuspendAsync(cam, SuspendOptions.Default);
                await provisioner.ReactivateAsync(cam, ReactivateOptions.Default);
            }),
            ("renew", async () => await cloud.RenewAsync(environment, 1, (await cloud.ReadClockAsync(default)).Now, default)),
            ("change-plan", async () => await cloud.ChangePlanAsync(environment, "baas_pf_standard", (await cloud.ReadClockAsync(default)).Now, default)),
            ("deprovision", async () =>
            {
                await provisioner.DeprovisionAsync(cam, DeprovisionOptions.Default);
                await provisioner.DeprovisionAsync(white, DeprovisionOptions.Default);
            }),
            ("release-tag", async () =>
            {
                await cloud.EnsureMarkerAsync(marker, default);
                await cloud.TryRemoveMarkerAsync(marker, default);
            }),
        })
        {
            try
            {
                await run();
            }
            catch (CloudAccessDeniedException)
            {
                return flow;
            }
            catch (TenantParkedException e) when (e.Problem.Code.Contains("UnauthorizedOperation", StringComparison.Ordinal) || e.InnerException is CloudAccessDeniedException)
            {
                return flow;
            }
            catch (CredentialUnavailableException e) when (e.InnerException is CloudAccessDeniedException)
            {
                return flow;
            }
        }

        return null;
    }

    private static PolicyStatement[] Documented() =>
        [.. PolicyDocument.Parse(JsonBlock().Match(Text()).Groups[1].Value).Statements];

    private static string[] Named() => [.. NamedRow().Matches(Text()).Select(m => m.Groups[1].Value)];

    private static string Text()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "permissions.md")))
        {
            folder = folder.Parent;
        }

        return File.ReadAllText(Path.Combine(folder!.FullName, "docs", "permissions.md"));
    }

    [GeneratedRegex("```json\\s*(\\{.*?\\})\\s*```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex("^\\| \\d+ \\| `([a-z-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex NamedRow();
}
