using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>A template is applied over the wire, read back, and applied again without doing anything twice.</summary>
public sealed class ApplyTests
{
    private static readonly EnvironmentTemplate Small = EnvironmentTemplate.Parse(
        """
        {
          "format": 1, "name": "platform", "version": "1",
          "collections": [{ "name": "orders", "access": "private", "indexes": [{ "name": "by_user", "fields": [{ "name": "userId", "direction": "1" }] }],
                            "documents": [{ "_id": "first", "total": 3 }] }],
          "functions": [{ "name": "hello", "runtime": "Nodejs18.15", "handler": "index.main", "files": { "index.js": "exports.main = async () => 'hello';" },
                          "variables": { "TENANT": "{{tenant.id}}", "ENVIRONMENT": "{{tenant.environment}}" },
                          "triggers": [{ "name": "nightly", "type": "timer", "configuration": "0 0 2 * * * *" }] }],
          "auth": { "domains": ["{{tenant.environment}}.example.com"], "login": { "phoneNumber": false, "email": true, "userName": true, "anonymous": false } }
        }
        """);

    [Fact]
    public async Task Apply_ToATenant_MakesEverythingAndRecordsTheVersion()
    {
        await using TemplateHost host = await TemplateHost.StartAsync();
        Tenant tenant = await host.NewTenantAsync("user-1");

        Tenant after = await host.ApplyAsync(Small, tenant);

        after.Template.Should().NotBeNull();
        after.Template!.Name.Should().Be("platform");
        after.Template.Version.Should().Be("1");
        after.Template.Definition.Should().Be(Small.Definition);
        after.State.Should().Be(TenantState.Active);
        after.CurrentOperation.Should().BeNull();
        EnvironmentTemplate captured = await host.CaptureAsync(after, "orders");
        captured.Collections.Single().Documents.Single().Id.Should().Be("first");
        captured.Functions.Single().Variables["ENVIRONMENT"].Should().Be("{{tenant.environment}}");
        captured.Functions.Single().Variables["TENANT"].Should().Be("{{variables.TENANT}}", "a value may be a secret, and stays where it is");
        captured.AuthDomains.Should().Equal("{{tenant.environment}}.example.com");
        captured.Login.Should().Be(Small.Login);
    }

    [Fact]
    public async Task Apply_Again_ChangesNothing()
    {
        await using TemplateHost host = await TemplateHost.StartAsync();
        Tenant tenant = await host.ApplyAsync(Small, await host.NewTenantAsync("user-1"));
        host.Calls.Clear();

        await host.ApplyAsync(Small, tenant);

        string[] writes = ["CreateTable", "UpdateTable", "ModifySafeRule", "CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "CreateTrigger", "CreateAuthDomain", "ModifyLoginConfig"];
        writes.Sum(host.Calls.Of).Should().Be(0, $"nothing differs ({host.Calls})");
        (await host.Templates.PlanAsync(Small, tenant.Id)).IsUpToDate.Should().BeTrue();
    }

    [Fact]
    public async Task Ensure_WithATemplate_GivesItBeforeTheTenantIsActive()
    {
        await using TemplateHost host = await TemplateHost.StartAsync(o => o.Provisioning.Template = "platform", build: b => b.AddEnvironmentTemplate(Small));

        Tenant tenant = await host.NewTenantAsync("user-1");

        tenant.Template!.Definition.Should().Be(Small.Definition);
        tenant.Spec.Template.Should().Be("platform@1");
        (await host.Templates.PlanAsync(Small, tenant.Id)).IsUpToDate.Should().BeTrue();
        (await host.NewTenantAsync("user-1", TenantSpec.Default with { Template = "platform" })).Id.Should().Be(tenant.Id, "the same is asked for by name");
    }
}
