using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>What is captured of a clone is what was captured of its original; a clone costs few calls, copies nothing twice, and nothing otherwise passes.</summary>
public sealed class CloneTests(ITestOutputHelper output)
{
    private const string Secret = "canary-variable-7c1e";

    private static void GiveVariables(CloudBaseOptions options)
    {
        options.Provisioning.TemplateVariables["KEY1"] = Secret;
        options.Provisioning.TemplateVariables["KEY2"] = Secret;
    }

    [Fact]
    public async Task Capture_OfAClone_EqualsTheTemplateOfTheOriginal()
    {
        await using TemplateHost host = await TemplateHost.StartAsync(GiveVariables);
        for (int seed = 1; seed <= 25; seed++)
        {
            EnvironmentTemplate drawn = RandomTemplate.Draw(seed) with { Version = $"{seed}" };
            string[] collections = [.. drawn.Collections.Select(c => c.Name)];
            Tenant original = await host.ApplyAsync(drawn, await host.NewTenantAsync($"original-{seed}"));
            EnvironmentTemplate captured = await CaptureAsync(original);

            Tenant clone = await host.ApplyAsync(captured with { Name = "again" }, await host.NewTenantAsync($"clone-{seed}"));

            EnvironmentTemplate again = await CaptureAsync(clone);
            again.ToJson().Should().Be(captured.ToJson(), $"seed {seed}");
            captured.Definition.Should().Be(drawn.Definition, $"seed {seed} was applied as it was drawn");
            captured.ToJson().Should().NotContain(Secret, "a variable's value is never captured");

            async Task<EnvironmentTemplate> CaptureAsync(Tenant tenant) => await host.Templates.CaptureAsync(
                tenant.EnvironmentId!.Value, new TemplateCaptureOptions { Name = "captured", Version = $"{seed}", DocumentsOf = collections });
        }
    }

    [Fact]
    public async Task Clone_OfTwentyCollectionsAndTenFunctions_CostsAtMostOnePointTwoCallsAThing()
    {
        // Without the account's limits of 20 calls a second, for which a second clone would wait.
        await using TemplateHost host = await TemplateHost.StartAsync(build: builder => builder.Services.Configure<TencentCloudOptions>(options =>
        {
            foreach (string action in new[]
            {
                "tcb.CreateTable", "tcb.UpdateTable", "tcb.DescribeTable", "tcb.CreateFunction", "scf.GetFunction", "tcb.DownloadFunction", "scf.CreateTrigger",
            })
            {
                options.RateLimits[action] = 0;
            }
        }));
        EnvironmentTemplate template = RandomTemplate.Of(collections: 20, functions: 10);
        Tenant tenant = await host.NewTenantAsync("user-1");
        host.Calls.Clear();

        await host.ApplyAsync(template, tenant);

        // Collections, their indexes, their access; functions' code, configuration and timers; domains and methods of signing in.
        int things = 20 + (20 * 2) + 20 + (10 * 3) + 2 + 1;
        output.WriteLine($"{host.Calls.Total} calls for {things} things: {host.Calls}");
        host.Calls.Total.Should().BeLessThanOrEqualTo((int)(1.2 * things), host.Calls.ToString());

        // Stated, and held to nothing: the first clone compiled what the later ones run.
        for (int i = 2; i <= 4; i++)
        {
            Tenant clone = await host.ApplyAsync(template, await host.NewTenantAsync($"user-{i}"));
            IReadOnlyDictionary<string, TimeSpan> times = await ModuleTimes.ReadAsync(host.Get<IMultiTenantStore>(), clone);
            output.WriteLine($"time by module: {ModuleTimes.InWords(times)}");
            times.Keys.Should().Contain(["plan", "collections", "functions"]);
        }
    }

    [Theory]
    [InlineData("CreateTable")]
    [InlineData("UpdateTable")]
    [InlineData("RunCommands")]
    [InlineData("CreateFunction")]
    [InlineData("CreateTrigger")]
    [InlineData("CreateAuthDomain")]
    [InlineData("ModifyLoginConfig")]
    public async Task Apply_WhenAReplyIsLost_EndsAsIfItHadNotBeen(string action)
    {
        EnvironmentTemplate template = RandomTemplate.Draw(3) with
        {
            Collections = [.. RandomTemplate.Of(2, 0).Collections.Select(c => c with { Documents = [new TemplateDocument("d", "{\"_id\":\"d\"}")] })],
            Functions = RandomTemplate.Of(0, 2).Functions,
            AuthDomains = ["a.example.com"],
        };
        await using TemplateHost host = await TemplateHost.StartAsync(o => o.Operations.RetryMin = TimeSpan.FromMilliseconds(10));
        Tenant tenant = await host.NewTenantAsync("user-1");
        host.Emulator.Faults.Add(new FaultScript
        {
            Kind = FaultKind.ReplyLostAfterEffect, Service = action == "CreateTrigger" ? "scf" : "tcb", Action = action, Times = 1,
        });

        Tenant after = await host.ApplyAsync(template, tenant);

        EnvironmentTemplate captured = await host.CaptureAsync(after, [.. template.Collections.Select(c => c.Name)]);
        captured.Definition.Should().Be(template.Definition, "nothing is there twice, and nothing is missing");
    }

    [Fact]
    public async Task Diff_AfterSomebodyChangedTheEnvironment_NamesTheThing_AndApplyMendsIt()
    {
        await using TemplateHost host = await TemplateHost.StartAsync();
        EnvironmentTemplate template = RandomTemplate.Of(2, 1);
        Tenant tenant = await host.ApplyAsync(template, await host.NewTenantAsync("user-1"));
        EnvironmentTemplate next = template with
        {
            Version = "2",
            Collections = [template.Collections[0] with { Access = CollectionAccess.ReadOnly }, template.Collections[1]],
            Functions = [template.Functions[0] with { Files = new Dictionary<string, TemplateFile> { ["index.js"] = TemplateFile.Of("exports.main = async () => 2;") } }],
        };

        TemplatePlan plan = await host.Templates.PlanAsync(next, tenant.Id);
        Tenant upgraded = await host.ApplyAsync(next, tenant);

        plan.Changes.Select(c => $"{c.Kind} {c.Thing}").Should().BeEquivalentTo("Update c0/access", "Update fn0/code");
        upgraded.Template!.Version.Should().Be("2");
        (await host.Templates.PlanAsync(next, tenant.Id)).IsUpToDate.Should().BeTrue();
        (await host.Templates.ListVersionsAsync()).Should().ContainSingle(u => u.Version == "2").Which.Tenants.Should().Equal(tenant.Id);
    }

    [Fact]
    public async Task Upgrade_OfAllTenants_BringsThoseWithAnotherVersionAndNobodyElse()
    {
        await using TemplateHost host = await TemplateHost.StartAsync();
        EnvironmentTemplate first = RandomTemplate.Of(1, 0);
        EnvironmentTemplate second = RandomTemplate.Of(2, 0) with { Version = "2" };
        foreach (string id in new[] { "a", "b", "c" })
        {
            await host.ApplyAsync(first, await host.NewTenantAsync(id));
        }

        Tenant without = await host.NewTenantAsync("without");
        List<TemplateUpgradeProgress> progress = [];
        await foreach (TemplateUpgradeProgress turn in host.Templates.UpgradeAsync(second, new TemplateUpgradeOptions { TenantsPerMinute = 6000 }))
        {
            progress.Add(turn);
        }

        progress.Should().HaveCount(3).And.OnlyContain(p => p.Outcome == TemplateUpgradeOutcome.Upgraded && p.Total == 3);
        progress[^1].Done.Should().Be(3);
        (await host.Templates.ListVersionsAsync()).Where(u => u.Version == "2").Single().Tenants.Should().HaveCount(3);
        (await host.Get<ITenantDirectory>().GetAsync(without.Id)).Template.Should().BeNull();
    }

    [Fact]
    public async Task Apply_WithAVariableThatNobodyGives_DoesNothing()
    {
        await using TemplateHost host = await TemplateHost.StartAsync();
        Tenant tenant = await host.NewTenantAsync("user-1");
        EnvironmentTemplate template = RandomTemplate.Of(1, 1);
        template = template with { Functions = [template.Functions[0] with { Variables = new Dictionary<string, string> { ["KEY"] = "{{variables.missing}}" } }] };
        host.Calls.Clear();

        Func<Task> apply = async () => await host.ApplyAsync(template, tenant);

        (await apply.Should().ThrowAsync<TemplateVariableException>()).Which.Names.Should().Equal("variables.missing");
        host.Calls.Total.Should().Be(0);
    }
}
