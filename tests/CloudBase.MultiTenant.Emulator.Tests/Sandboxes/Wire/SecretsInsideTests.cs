using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>What opens the account or a sandbox is nowhere in a sandbox, and opens nothing when its time is over.</summary>
public sealed class SecretsInsideTests : SandboxTest
{
    private const string ApiKey = "e2b_5e9d1f7a3c0b4d2e8f6a";
    private const string SecretKey = "EMULATOR-c4n4ry7a3c0b4d2e8f6a5e9d1f7a3c0b";

    protected override void Configure(CloudBaseEmulatorOptions options)
    {
        options.SandboxApiKey = ApiKey;
        options.SecretKey = SecretKey;
    }

    [Fact]
    public async Task Keys_OfTheEmulatorAndOfANeighbour_AreNowhereInside()
    {
        var (neighbourId, neighbourToken) = await SandboxMachine.CreateAsync(Http, """{"metadata":{"tenant":"neighbour-meta"},"envVars":{"NEIGHBOUR":"neighbour-variable"}}""");
        using var neighbour = new Envd(Emulator, neighbourId, neighbourToken);
        await neighbour.RunAsync("echo neighbour-file > /tmp/f; (exec -a neighbour-process sleep 1000) > /dev/null 2>&1 &");
        var (id, token) = await SandboxMachine.CreateAsync(Http, """{"envVars":{"OWN":"own-variable"}}""");
        using var envd = new Envd(Emulator, id, token);

        // All that can be read is read, and looked through out here: what is looked for must not be in the command itself.
        var (seen, _) = await envd.RunAsync(
            "{ env; set; cat /proc/*/environ /proc/*/cmdline /proc/*/comm /proc/*/mountinfo /proc/*/maps /proc/net/* /proc/sys/kernel/hostname; ls -lR /proc/*/fd /proc/*/cwd /proc/*/root/home; "
            + "grep -rs '' --exclude-dir=certs /home /tmp /etc /dev/shm /run /var /root /srv /mnt /opt; } 2>/dev/null | tr '\\0' '\\n' | tr -d '\\200-\\377'");

        seen.Should().Contain("own-variable").And.Contain("/home/user");
        foreach (var secret in new[] { ApiKey, SecretKey, Emulator.SecretId, token, neighbourToken, neighbourId, "neighbour-variable", "neighbour-file", "neighbour-process", "neighbour-meta" })
        {
            seen.Should().NotContain(secret);
        }
    }

    [Fact]
    public async Task Token_ThatWasAcquired_OpensUntilItExpiresAndThenNothing()
    {
        await using var cloud = await Cloud.StartAsync(options => options.Listen = true);
        var started = await cloud.CallAsync("ags", "StartSandboxInstance", new { ToolName = "base", Timeout = "3h" });
        var id = started.GetProperty("Instance").GetProperty("InstanceId").GetString()!;
        using var waiting = new Envd(cloud.Emulator, id, null);
        // A request waits until what is under way is done.
        using var running = await waiting.GetAsync("/health");
        ((int)running.StatusCode).Should().Be(204, await running.Content.ReadAsStringAsync());
        var acquired = await cloud.CallAsync("ags", "AcquireSandboxInstanceToken", new { InstanceId = id });
        var token = acquired.GetProperty("Token").GetString()!;
        var lives = acquired.GetProperty("ExpiresAt").GetDateTimeOffset() - cloud.Clock.GetUtcNow();
        using var envd = new Envd(cloud.Emulator, id, token);
        (await envd.RunAsync("echo open")).Output.Should().Be("open\n");

        cloud.Clock.Advance(lives - TimeSpan.FromSeconds(1));
        (await envd.CallAsync("/process.Process/List", "{}")).Status.Should().Be(200);
        cloud.Clock.Advance(TimeSpan.FromSeconds(1));

        (await envd.CallAsync("/process.Process/List", "{}")).Status.Should().Be(401);
        using var file = await envd.GetAsync("/files?path=/etc/passwd");
        ((int)file.StatusCode).Should().Be(401);
        using var port = await envd.GetAsync($"/_sandboxes/{id}/3000/");
        ((int)port.StatusCode).Should().Be(401);
        var again = await cloud.CallAsync("ags", "AcquireSandboxInstanceToken", new { InstanceId = id });
        using var renewed = new Envd(cloud.Emulator, id, again.GetProperty("Token").GetString());
        (await renewed.CallAsync("/process.Process/List", "{}")).Status.Should().Be(200, "the sandbox lives on");
    }

    [Fact]
    public async Task Tool_ThatIsUpdated_IsWhatLaterInstancesStartFrom()
    {
        await using var cloud = await Cloud.StartAsync(options => options.Listen = true);
        var tool = (await cloud.CallAsync("ags", "CreateSandboxTool", new { ToolName = "worker", ToolType = "custom", NetworkConfiguration = new { NetworkMode = "SANDBOX" } })).GetProperty("ToolId").GetString()!;

        await cloud.CallAsync("ags", "UpdateSandboxTool", new
        {
            ToolId = tool,
            Description = "changed",
            NetworkConfiguration = new { NetworkMode = "PUBLIC" },
            Tags = new[] { new { Key = "team", Value = "a" } },
            CustomConfiguration = new { Env = new[] { new { Name = "COLOUR", Value = "green" } } },
        });

        JsonElement shown = (await cloud.CallAsync("ags", "DescribeSandboxToolList", new { ToolIds = new[] { tool } })).GetProperty("SandboxToolSet")[0];
        shown.GetProperty("Description").GetString().Should().Be("changed");
        shown.GetProperty("NetworkConfiguration").GetProperty("NetworkMode").GetString().Should().Be("PUBLIC");
        shown.GetProperty("Tags")[0].GetProperty("Value").GetString().Should().Be("a");
        var id = (await cloud.CallAsync("ags", "StartSandboxInstance", new { ToolId = tool })).GetProperty("Instance").GetProperty("InstanceId").GetString()!;
        using (var waiting = new Envd(cloud.Emulator, id, null))
        {
            (await waiting.GetAsync("/health")).Dispose();
        }

        var token = (await cloud.CallAsync("ags", "AcquireSandboxInstanceToken", new { InstanceId = id })).GetProperty("Token").GetString();
        using var envd = new Envd(cloud.Emulator, id, token);
        (await envd.RunAsync("echo $COLOUR")).Output.Should().Be("green\n");
        var wrong = () => cloud.CallAsync("ags", "UpdateSandboxTool", new { ToolId = "sdt-none0000", Description = "x" });
        (await wrong.Should().ThrowAsync<CloudReplyException>()).Which.Code.Should().Be("ResourceNotFound.SandboxTool");
    }
}
