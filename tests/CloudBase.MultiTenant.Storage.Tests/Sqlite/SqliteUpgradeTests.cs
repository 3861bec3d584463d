using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>A file that the first version made, with what it wrote in it.</summary>
public sealed class SqliteUpgradeTests : IAsyncDisposable
{
    private const string FirstMigration = "20261123210924_InitialStore";

    private static readonly StoreIdentity Identity = new(DeploymentName.Parse("tests"), new string('a', 64), Now);

    private readonly SqliteStores _stores = new();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task Open_FileOfTheFirstVersion_IsUpgradedAndKeepsEverything()
    {
        await MakeFirstVersionAsync();
        IMultiTenantStore store = _stores.Open();

        (await store.OpenAsync(Identity with { MarkerKey = new string('b', 64) }, CancellationToken.None)).Should().Be(Identity);
        Tenant tenant = (await store.FindTenantAsync(Key("user-42@example.com"), CancellationToken.None))!;
        (tenant.Source, tenant.Template, tenant.Quota).Should().Be((EnvironmentSource.Create, null, null));
        (tenant.State, tenant.Alias, tenant.EnvironmentId, tenant.Version).Should().Be((TenantState.Active, Alias(1), EnvironmentId.Parse("env-1"), 7));
        (await store.FindBindingAsync(CloudAccountName.Default, EnvironmentId.Parse("env-1"), CancellationToken.None))!.Tenant.Should().Be(tenant.Key);
        (await store.ReadAuditAsync(0, 10, CancellationToken.None)).Should().ContainSingle().Which.Detail.Should().Be("old");

        var quota = new TenantQuota { RunningSandboxes = 1 };
        await store.MustCommitAsync(
            new StoreChange.UpdateTenant(tenant with { Source = EnvironmentSource.Pool, Quota = quota }), new StoreChange.AppendAudit(Audit("new")),
            PoolSamples.Insert(PoolSamples.Sandbox("m-1", tenant: "user-42@example.com")), PoolSamples.Insert(PoolSamples.Pooled("e-1")),
            new StoreChange.PutSharedRecord(PoolSamples.Shared("node")));
        Tenant changed = (await _stores.Open().FindTenantAsync(tenant.Key, CancellationToken.None))!;
        (changed.Source, changed.Quota, changed.Version).Should().Be((EnvironmentSource.Pool, quota, 8));
        (await store.ReadAuditAsync(1, 10, CancellationToken.None)).Should().ContainSingle().Which.Sequence.Should().Be(2);
    }

    [Fact]
    public async Task Open_FileOfTheFirstVersionNotToBeUpgraded_IsRefusedNamingBothVersions()
    {
        await MakeFirstVersionAsync();
        IMultiTenantStore store = _stores.Open(o => o.EnsureSchemaAtStart = false);
        Func<Task> open = async () => await store.OpenAsync(Identity, CancellationToken.None);

        (await open.Should().ThrowAsync<StoreSchemaException>().WithMessage("*version 1*needs 2*EnsureSchemaAsync*")).Which.Should().Match<StoreSchemaException>(
            e => e.Found == 1 && e.Expected == 2);
        await store.EnsureSchemaAsync(CancellationToken.None);
        (await store.OpenAsync(Identity, CancellationToken.None)).Should().Be(Identity);
    }

    [Fact]
    public async Task EnsureSchema_ManyHostsOnAFileOfTheFirstVersion_UpgradeItOnce()
    {
        await MakeFirstVersionAsync();
        IMultiTenantStore[] hosts = [.. Enumerable.Range(0, 8).Select(_ => _stores.Open())];

        await Task.WhenAll(hosts.Select(h => Task.Run(async () => await h.EnsureSchemaAsync(CancellationToken.None))));

        (await hosts[0].FindTenantAsync(Key("user-42@example.com"), CancellationToken.None))!.Version.Should().Be(7);
    }

    [Fact]
    public void Migrations_Model_HasNothingThatTheyLack()
    {
        using MultiTenantDbContext context = _stores.OpenContexts().CreateDbContext();

        context.Database.HasPendingModelChanges().Should().BeFalse("a change of the model needs a migration");
        context.Database.GetMigrations().Should().HaveElementAt(0, FirstMigration, "what users have applied is never renamed");
    }

    private async Task MakeFirstVersionAsync()
    {
        string schema;
        using (MultiTenantDbContext context = _stores.OpenContexts().CreateDbContext())
        {
            schema = context.GetService<IMigrator>().GenerateScript(Migration.InitialDatabase, FirstMigration);
        }

        await using var connection = new SqliteConnection($"Data Source={_stores.File};Pooling=False");
        await connection.OpenAsync();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = schema + $"""
            UPDATE CloudBaseStore SET Deployment = 'tests', MarkerKey = '{Identity.MarkerKey}', CreatedAt = {Now.UtcTicks}, Commits = 9, AuditSequence = 1;
            INSERT INTO CloudBaseTenants (Account, TenantHash, Environment, Generation, TenantId, Alias, EnvironmentId, State, Spec, Isolation, Marker,
                PaidUntil, CloudRenewsItself, PurgeExpectedAt, CurrentOperation, StateReason, CreatedAt, UpdatedAt, Version)
            VALUES ('default', '{TenantId.Parse("user-42@example.com").ToStorageKey()}', 'default', 1, 'user-42@example.com', '{Alias(1)}', 'env-1', 'Active',
                '{"{"}"packageId":"baas_personal","renewal":"Managed"{"}"}', '[]', '9b1c', {Now.UtcTicks}, 0, NULL, NULL, NULL, {Now.UtcTicks}, {Now.UtcTicks}, 7);
            INSERT INTO CloudBaseBindings (Account, EnvironmentId, TenantId, Environment, Generation, BoundAt)
            VALUES ('default', 'env-1', 'user-42@example.com', 'default', 1, {Now.UtcTicks});
            INSERT INTO CloudBaseAudit (Sequence, At, Account, TenantId, Environment, Generation, Operation, Step, Action, Outcome, Actor, RequestId, Detail)
            VALUES (1, {Now.UtcTicks}, 'default', 'user-42@example.com', 'default', 1, NULL, 's', 'a', 'Applied', 'host', NULL, 'old');
            """;
        await command.ExecuteNonQueryAsync();
    }
}
