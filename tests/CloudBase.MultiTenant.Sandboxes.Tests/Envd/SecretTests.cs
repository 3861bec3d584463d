using System.Collections.Concurrent;
using System.Diagnostics;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Envd;

/// <summary>Keys and tokens are on the wire and nowhere else.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task FullRun_WithFailures_ShowsNoKeyAndNoToken()
    {
        ConcurrentQueue<string> seen = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = s => s.Name == CloudBaseTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => seen.Enqueue($"{a.DisplayName} {a.StatusDescription} {string.Join(' ', a.TagObjects.Select(t => $"{t.Key}={t.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.InTurn(
            "POST",
            "/process.Process/Start",
            _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Ended())),
            _ => ScriptedService.Json(401, $$"""{"code":401,"message":"bad"}"""),
            _ => ScriptedService.Lost(),
            _ => ScriptedService.Json(500, "{}"));
        seen.Enqueue($"{sandbox} {sandbox.Commands} {sandbox.Files} {host.Provider} {(await sandbox.GetPreviewAsync(80)).ToString()} {sandbox.Files.GetDownloadLink("a", TimeSpan.FromMinutes(1))}");
        for (int i = 0; i < 4; i++)
        {
            seen.Enqueue($"{await Record.ExceptionAsync(() => sandbox.Commands.RunAsync("echo"))}");
        }

        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 401, "{}");
        seen.Enqueue($"{await Record.ExceptionAsync(() => sandbox.DescribeAsync())}");
        host.Service.On("GET", "/files", _ => ScriptedService.Lost());
        seen.Enqueue($"{await Record.ExceptionAsync(() => sandbox.Files.ReadTextAsync("a"))}");

        string all = string.Join('\n', seen.Concat(host.Logs.Lines));
        seen.Should().Contain(s => s.StartsWith("cloudbase.sandbox.command", StringComparison.Ordinal));
        host.Service.Seen.Should().Contain(s => s.Headers.Values.Contains(ClientHost.Token)).And.Contain(s => s.Headers.Values.Contains(ClientHost.Key));
        all.Should().NotContain(ClientHost.Key).And.NotContain(ClientHost.Token).And.NotContain(ClientHost.Key[6..^6]).And.NotContain(ClientHost.Token[6..^6]).And.NotContain("v1_");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteCredential_WhoseShellShowsWhatItReads_FailsWithoutTheSecret(bool temporary)
    {
        const string Secret = "CANARYsecretOfTheEnvironment0123456789", Session = "CANARYsessionOfTheEnvironment0123456789";
        await using ClientHost host = new();
        EnvironmentId environment = EnvironmentId.Parse("env-1");
        EnvironmentCredential credential = temporary
            ? EnvironmentCredential.FromTemporaryKeys(environment, "id", new SecretString(Secret), new SecretString(Session), host.Clock.GetUtcNow().AddHours(1))
            : EnvironmentCredential.FromApiKey(environment, "id", new SecretString(Secret), host.Clock.GetUtcNow().AddHours(1));
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", "/process.Process/SendInput", 200, "{}").On("POST", "/process.Process/CloseStdin", 200, "{}").On(
            "POST", "/process.Process/Start", _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Output($"A={Secret}"), Envelopes.Error($"+ printf {Secret} {Session}\nno space left"), Envelopes.Ended(1))));

        SandboxCommandFailedException error = (await sandbox.Commands.Awaiting(c => c.WriteCredentialAsync(credential)).Should().ThrowAsync<SandboxCommandFailedException>()).Which;

        error.Message.Should().Contain("no space left").And.Contain("[secret]");
        string all = $"{error} {error.Result}";
        all.Should().NotContain(Secret);
        (temporary && all.Contains(Session)).Should().BeFalse();
    }

    [Fact]
    public async Task WriteCredential_ThatIsKilledAfterItsTime_FailsWithoutTheSecretThatTheShellShowed()
    {
        const string Secret = "CANARYsecretOfTheEnvironment0123456789";
        await using ClientHost host = new();
        EnvironmentCredential credential = EnvironmentCredential.FromApiKey(EnvironmentId.Parse("env-1"), "id", new SecretString(Secret), host.Clock.GetUtcNow().AddHours(1));
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", "/process.Process/SendInput", 200, "{}").On("POST", "/process.Process/CloseStdin", 200, "{}").On("POST", "/process.Process/Start", _ => ScriptedService.Stream(
            new Envelopes().Send(Envelopes.Start(), Envelopes.Output($"A={Secret}"), Envelopes.Error($"+ printf {Secret}\nit hangs")).End("""{"error":{"code":"deadline_exceeded","message":"too long"}}""").Body));

        SandboxCommandTimeoutException error = (await sandbox.Commands.Awaiting(c => c.WriteCredentialAsync(credential)).Should().ThrowAsync<SandboxCommandTimeoutException>()).Which;

        (error.Sandbox, error.Timeout).Should().Be((sandbox.Id, TimeSpan.FromSeconds(30)));
        error.Output.StandardError.Should().Be("+ printf [secret]\nit hangs");
        for (Exception? at = error; at is not null; at = at.InnerException)
        {
            $"{at} {(at as SandboxCommandTimeoutException)?.Output}".Should().NotContain(Secret);
        }
    }
}
