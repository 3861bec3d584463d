using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Persistence;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-data-").FullName;

    private string Journal => Path.Combine(_directory, "journal.jsonl");

    [Fact]
    public async Task Restart_OnTheSameDirectory_GoesOnWhereItWas()
    {
        string id, apiKey, management;
        Keys keys, token;
        await using (var cloud = await StartAsync())
        {
            await cloud.CallAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = "acme" });
            id = await cloud.CreateEnvAsync("kept", new[] { new { Key = "tenant", Value = "acme" } });
            apiKey = (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key" })).GetProperty("ApiKey").GetString()!;
            var policy = new { version = "2.0", statement = new[] { new { effect = "allow", action = "tcb:*", resource = $"qcs::tcb:::env/{id}" } } };
            (keys, _, _) = await cloud.SubAccountAsync("user", policy);
            token = await cloud.FederateAsync(cloud.Root, policy);
            cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.LandsLate, Action = "CreateEnv", Delay = TimeSpan.FromMinutes(1) });
            await FluentActions.Invoking(() => cloud.CreateEnvAsync("late")).Should().ThrowAsync<HttpRequestException>();
            management = cloud.Emulator.ManagementEnvironmentId;
        }

        await using var again = await StartAsync();
        again.Emulator.ManagementEnvironmentId.Should().Be(management);
        again.Emulator.Ledger.Should().ContainSingle().Which.EnvironmentId.Should().Be(id);
        (await again.GatewayAsync(id, apiKey)).Code.Should().Be("FUNCTION_NOT_FOUND");
        (await again.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = id })).Should().Be("OK");
        (await again.CodeOfAsync(token, "tcb", "DescribeEnvs", new { EnvId = id })).Should().Be("OK");
        (await again.CodeOfAsync("tag", "DeleteTag", new { TagKey = "tenant", TagValue = "acme" })).Should().Be("FailedOperation.TagAttachedResource");
        again.Clock.Advance(TimeSpan.FromMinutes(1));
        again.Emulator.Ledger.Should().HaveCount(2);
        (await again.CreateEnvAsync("kept")).Should().NotBe(id, "a restart with the same seed repeats no id");
    }

    [Fact]
    public async Task Restart_WithATornLastLine_LosesOnlyThat()
    {
        await using (var cloud = await StartAsync())
        {
            await cloud.CreateEnvAsync("first");
            await cloud.CreateEnvAsync("second");
        }

        var bytes = await File.ReadAllBytesAsync(Journal);
        await File.WriteAllBytesAsync(Journal, bytes[..^30]);
        await using var again = await StartAsync();

        again.Emulator.Ledger.Should().ContainSingle().Which.Alias.Should().Be("first");
        again.Emulator.GetState().Balance.Should().Be(1_000_000m - 39.9m);
    }

    [Fact]
    public async Task Restart_WithADamagedLine_IsRefusedByName()
    {
        await using (var cloud = await StartAsync())
        {
            await cloud.CreateEnvAsync("first");
            await cloud.CreateEnvAsync("second");
        }

        var lines = await File.ReadAllLinesAsync(Journal);
        lines[1] = lines[1].Replace("first", "thief", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Journal, string.Join('\n', lines) + "\n");

        (await FluentActions.Invoking(StartAsync).Should().ThrowAsync<InvalidDataException>()).WithMessage("*Line 2*damaged*");
        await File.WriteAllTextAsync(Journal, string.Join('\n', lines.Where((_, index) => index != 1)) + "\n");
        (await FluentActions.Invoking(StartAsync).Should().ThrowAsync<InvalidDataException>()).WithMessage("*Line 2*");
    }

    [Fact]
    public async Task Start_OnADirectoryInUse_IsRefused()
    {
        await using var cloud = await StartAsync();
        (await FluentActions.Invoking(StartAsync).Should().ThrowAsync<IOException>()).WithMessage("*in use*");
    }

    [Fact]
    public async Task Journal_OfAnAccount_IsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are Unix's.");
        await using var cloud = await StartAsync();

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Journal).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Reset_ThenRestart_IsANewAccount()
    {
        await using (var cloud = await StartAsync())
        {
            await cloud.CreateEnvAsync();
            await cloud.Emulator.ResetAsync();
            cloud.Emulator.Ledger.Should().BeEmpty();
        }

        await using var again = await StartAsync();
        again.Emulator.Ledger.Should().BeEmpty();
        again.Emulator.GetState().Environments.Should().ContainSingle();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private Task<Cloud> StartAsync() => Cloud.StartAsync(options => options.DataDirectory = _directory);
}
