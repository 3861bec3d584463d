using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;
using Microsoft.Data.Sqlite;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Failures;

/// <summary>What can be wrong from outside: each a typed error that says the way out, and nothing lost or spent.</summary>
public sealed class FailureTableTests
{
    private static readonly TenantId Id = TenantId.Parse("user-42@example.com");

    [Fact]
    public async Task Keys_Wrong_AreRejectedBeforeAnythingIsBought()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await AssertRefusedAsync<CloudCredentialRejectedException>(emulator, new HostSettings { SecretKey = "not-the-key-of-this-account-00000" }, TenantSpec.Default);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Clock_TenMinutesOff_IsNamedBeforeAnythingIsBought(int minutes)
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        HostSettings settings = new() { TimeProvider = new ShiftedTimeProvider(TimeSpan.FromMinutes(minutes)) };

        string message = await AssertRefusedAsync<CloudClockSkewException>(emulator, settings, TenantSpec.Default);

        message.Should().Contain("clock");
    }

    [Fact]
    public async Task Limit_OfEnvironmentsReached_IsFoundBeforeTheOrder()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { MaxEnvironments = 1 });
        await AssertRefusedAsync<CloudLimitExceededException>(emulator, new HostSettings(), TenantSpec.Default);
    }

    public static TheoryData<string, string?, string?, string?, int?> BadSpecs => new()
    {
        { "package", "baas_no_such_package", null, null, null },
        { "region", null, "mars-north", null, null },
        { "resource", null, null, "no_such_resource", null },
        { "period", null, null, null, 13 },
    };

    [Theory]
    [MemberData(nameof(BadSpecs))]
    public async Task Spec_WithAnUnknownPart_IsRefusedBeforeAnythingIsBought(string what, string? package, string? region, string? resource, int? months)
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        TenantSpec spec = new() { PackageId = package, Region = region, Resources = resource is null ? null : [resource], PeriodMonths = months };

        string message = await AssertRefusedAsync<CloudInvalidRequestException>(emulator, new HostSettings(), spec);

        message.Should().Contain(package ?? region ?? resource ?? "13", "the message names the bad {0}", what);
    }

    [Fact]
    public async Task Balance_TooLow_ParksAndGoesOnAfterToppingUp()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { Balance = 10m });
        await AssertParksAndGoesOnAsync<CloudPaymentException>(emulator, () => emulator.SetBalanceAsync(1000m));
    }

    [Fact]
    public async Task Environments_SoldOut_ParksAndGoesOnWhenThereAreAgain()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { SoldOut = true });
        await AssertParksAndGoesOnAsync<CloudSoldOutException>(emulator, () => emulator.SetSoldOutAsync(false));
    }

    [Fact]
    public async Task Database_OfAnotherDeployment_IsRefused()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using (OneHost first = await OneHost.StartAsync(folder, emulator, new HostSettings { DeploymentName = "production" }))
        {
            await first.Provisioner.EnsureAsync(Id, TenantSpec.Default);
        }

        Func<Task> start = async () =>
        {
            await using OneHost second = await OneHost.StartAsync(folder, emulator, new HostSettings { DeploymentName = "staging" });
            await second.Provisioner.EnsureAsync(TenantId.Parse("other@example.com"), TenantSpec.Default);
        };

        (await start.Should().ThrowAsync<DeploymentMismatchException>()).Which.Message.Should().Contain("production").And.Contain("staging");
        emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Database_OfAnotherRegion_IsRefusedBeforeAnythingIsLookedFor()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using (OneHost first = await OneHost.StartAsync(folder, emulator))
        {
            await first.Provisioner.EnsureAsync(Id, TenantSpec.Default);
        }

        await using OneHost second = await OneHost.StartAsync(folder, emulator, new HostSettings { Region = "ap-singapore" });
        Func<Task>[] uses =
        [
            async () => await second.Provisioner.EnsureAsync(TenantId.Parse("other@example.com"), TenantSpec.Default),
            async () => await second.Provisioner.SuspendAsync(Id, SuspendOptions.Default),
            async () => await second.Directory.FindAsync(Id),
        ];

        foreach (Func<Task> use in uses)
        {
            RegionMismatchException refused = (await use.Should().ThrowAsync<RegionMismatchException>()).Which;
            (refused.Pinned.Region, refused.Configured.Region).Should().Be(("ap-shanghai", "ap-singapore"));
        }

        emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Credential_FromAnotherDeploymentsDatabase_IsRefused()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using (OneHost first = await OneHost.StartAsync(folder, emulator, new HostSettings { DeploymentName = "production" }))
        {
            await first.Provisioner.EnsureAsync(Id, TenantSpec.Default);
        }

        Func<Task> ask = async () =>
        {
            await using OneHost second = await OneHost.StartAsync(folder, emulator, new HostSettings { DeploymentName = "staging" });
            await second.Broker.GetAsync(Id, CredentialRequest.ForMcp);
        };

        (await ask.Should().ThrowAsync<CredentialUnavailableException>()).WithInnerException<DeploymentMismatchException>();
    }

    [Fact]
    public async Task Database_OfANewerSchema_IsRefusedAndLeftAsItIs()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using (OneHost first = await OneHost.StartAsync(folder, emulator))
        {
            await first.Provisioner.EnsureAsync(Id, TenantSpec.Default);
        }

        await using (SqliteConnection database = new($"Data Source={folder.File("tenants.db")}"))
        {
            await database.OpenAsync();
            await using SqliteCommand command = database.CreateCommand();
            command.CommandText = "INSERT INTO CloudBaseMigrations (MigrationId, ProductVersion) VALUES ('29991231000000_FromTheFuture', '99.0.0')";
            await command.ExecuteNonQueryAsync();
        }

        Func<Task> start = async () =>
        {
            await using OneHost second = await OneHost.StartAsync(folder, emulator);
            await second.Provisioner.EnsureAsync(TenantId.Parse("other@example.com"), TenantSpec.Default);
        };

        await start.Should().ThrowAsync<StoreSchemaException>();
        emulator.Ledger.Should().ContainSingle();
    }

    private static async Task<string> AssertRefusedAsync<TException>(CloudBaseEmulator emulator, HostSettings settings, TenantSpec spec)
        where TException : CloudBaseException
    {
        using TemporaryFolder folder = new();
        await using OneHost host = await OneHost.StartAsync(folder, emulator, settings);

        TException error = (await FluentActions.Awaiting(() => host.Provisioner.EnsureAsync(Id, spec).AsTask()).Should().ThrowAsync<TException>()).Which;

        emulator.Ledger.Should().BeEmpty("nothing is bought");
        emulator.GetState().Environments.Should().ContainSingle("only the platform's own environment is there");
        (await host.Directory.FindAsync(Id))?.State.Should().BeOneOf(TenantState.Cancelled, TenantState.Parked);
        return error.Message;
    }

    private static async Task AssertParksAndGoesOnAsync<TException>(CloudBaseEmulator emulator, Func<Task> putRightAsync)
        where TException : CloudBaseException
    {
        using TemporaryFolder folder = new();
        await using OneHost host = await OneHost.StartAsync(folder, emulator);
        await FluentActions.Awaiting(() => host.Provisioner.EnsureAsync(Id, TenantSpec.Default).AsTask()).Should().ThrowAsync<TException>();
        emulator.Ledger.Should().BeEmpty();
        Tenant parked = await host.Directory.GetAsync(Id);
        parked.State.Should().Be(TenantState.Parked);
        parked.StateReason.Should().NotBeNullOrWhiteSpace();

        await putRightAsync();
        await host.Operations.ResumeAsync(parked.CurrentOperation!.Value);
        TenantOperation done = await host.Operations.WaitAsync(parked.CurrentOperation!.Value);

        done.State.Should().Be(OperationState.Succeeded);
        (await host.Directory.GetAsync(Id)).State.Should().Be(TenantState.Active);
        emulator.Ledger.Should().ContainSingle();
    }

    /// <summary>A machine whose clock is wrong, and runs otherwise.</summary>
    private sealed class ShiftedTimeProvider(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
