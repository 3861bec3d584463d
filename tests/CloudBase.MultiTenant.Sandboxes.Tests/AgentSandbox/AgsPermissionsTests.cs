using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud;
using CloudBase.MultiTenant.TencentCloud.Sandboxes;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

/// <summary>docs/permissions.md: with exactly its policy for Agent Sandbox everything works, and without any action of it something does not.</summary>
public sealed partial class AgsPermissionsTests(AgsOverBubblewrap world) : IClassFixture<AgsOverBubblewrap>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DocumentedPolicy_AgentSandbox_IsEnoughAndNoActionOfItIsTooMuch()
    {
        string[] actions = Documented();
        actions.Should().BeEquivalentTo(typeof(AgsActions).GetProperties().Select(p => (TencentCloudAction)p.GetValue(null)!).Select(a => $"ags:{a.Name}"), "the page names what the library calls");

        (await WorksAsync(actions, "all")).Should().BeTrue();
        foreach (string left in actions)
        {
            (await WorksAsync([.. actions.Where(a => a != left)], left[4..])).Should().BeFalse($"{left} is missing");
        }
    }

    private async Task<bool> WorksAsync(string[] actions, string name)
    {
        PlatformCredential key = await SubAccountAsync(actions, name);
        ServiceCollection services = new();
        services.AddCloudBaseMultiTenant(o => o.DeploymentName = "permissions").UseTencentCloud(o =>
        {
            (o.Endpoint, o.SecretId, o.SecretKey) = (world.Emulator.Endpoint, key.SecretId, key.SecretKey);
        }).AddAgentSandboxes(o => o.Tools.Add(new AgentSandboxTool { Name = "made-" + name, Type = "custom" }));
        await using ServiceProvider provider = services.BuildServiceProvider();
        ISandboxProvider sandboxes = provider.GetRequiredService<ISandboxProvider>();
        ISandbox? sandbox = null;
        try
        {
            sandbox = await sandboxes.StartAsync(new SandboxStart { StartId = "start-" + name, Template = "made-" + name }, Cancel);
            await sandbox.Commands.RunAsync("true", cancellationToken: Cancel);
            await sandbox.PauseAsync(SandboxPauseMode.DiskOnly, Cancel);
            await sandbox.ResumeAsync(null, Cancel);
            await sandbox.ExtendAsync(TimeSpan.FromMinutes(2), Cancel);
            await sandbox.StopAsync(Cancel);
            return true;
        }
        catch (CloudAccessDeniedException)
        {
            return false;
        }
    }

    private async Task<PlatformCredential> SubAccountAsync(string[] actions, string name)
    {
        TencentCloudClient root = world.Services.GetRequiredService<TencentCloudClient>();
        string policy = JsonSerializer.Serialize(new { version = "2.0", statement = new[] { new { effect = "allow", action = actions, resource = new[] { "*" } } } });
        long uin = (await CallAsync(root, "AddUser", new JsonObject { ["Name"] = "sbx" + name })).GetProperty("Uin").GetInt64();
        long id = (await CallAsync(root, "CreatePolicy", new JsonObject { ["PolicyName"] = "sbx" + name, ["PolicyDocument"] = policy })).GetProperty("PolicyId").GetInt64();
        await CallAsync(root, "AttachUserPolicy", new JsonObject { ["PolicyId"] = id, ["AttachUin"] = uin });
        JsonElement key = (await CallAsync(root, "CreateAccessKey", new JsonObject { ["TargetUin"] = uin })).GetProperty("AccessKey");
        return new PlatformCredential(key.GetProperty("AccessKeyId").GetString()!, new SecretString(key.GetProperty("SecretAccessKey").GetString()!));
    }

    private static async Task<JsonElement> CallAsync(TencentCloudClient client, string action, JsonObject request) =>
        await client.CallAsync("cam", "2019-01-16", action, JsonDocument.Parse(request.ToJsonString()).RootElement, CallSafety.Once, null, Cancel);

    private static string[] Documented()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "docs", "permissions.md")))
        {
            folder = folder.Parent;
        }

        string page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "permissions.md"));
        return [.. Action().Matches(page).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex("\"(ags:[A-Za-z]+)\"")]
    private static partial Regex Action();
}
