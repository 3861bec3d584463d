using System.Diagnostics;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Tests.OfficialClient;

/// <summary>The unmodified npm package tencentcloud-sdk-nodejs against the emulator.</summary>
public sealed class OfficialClientTests
{
    private const string FolderVariable = "CLOUDBASE_TEST_NODE_MODULES";

    [Fact]
    public async Task OfficialNodeClient_FromOrderToDestruction_CannotTell()
    {
        var modules = FindModules();
        await using var emulator = await CloudBaseEmulator.StartAsync();
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            Path.Combine(AppContext.BaseDirectory, "OfficialClient", "official-client.cjs"), modules, emulator.Endpoint.Authority, emulator.SecretId, emulator.SecretKey,
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var node = Process.Start(start)!;
        var error = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();

        node.ExitCode.Should().Be(0, await error);
        using var seen = JsonDocument.Parse(output);
        string Text(string name) => seen.RootElement.GetProperty(name).ToString();
        Text("alias").Should().Be("official");
        Text("status").Should().Be("NORMAL");
        Text("seenByTenant").Should().Be("1");
        Text("refusedToTenant").Should().Be("AuthFailure.UnauthorizedOperation");
        Text("billingStatus").Should().Be("ISOLATE");
        Text("wrongKey").Should().Be("AuthFailure.SignatureFailure");
        Text("wrongId").Should().Be("AuthFailure.SecretIdNotFound");
        emulator.Ledger.Should().ContainSingle().Which.EnvironmentId.Should().Be(Text("environmentId"));
    }

    private static string FindModules()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        string? missing = null;
        if (string.IsNullOrEmpty(folder))
        {
            missing = $"{FolderVariable} names no folder with tencentcloud-sdk-nodejs 4.1.313 (tests/run.sh --install makes one)";
        }
        else
        {
            folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) == "node_modules" ? folder : Path.Combine(folder, "node_modules");
            missing = Directory.Exists(Path.Combine(folder, "tencentcloud-sdk-nodejs")) ? null : $"{folder} holds no tencentcloud-sdk-nodejs";
        }

        missing ??= OnPath("node") ? null : "node is not on the path";
        if (missing is not null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI")?.ToUpperInvariant() is "1" or "TRUE", $"In CI this test must run: {missing}.");
            Assert.Skip($"The official client was not run: {missing}.");
        }

        return Path.GetFullPath(folder!);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
