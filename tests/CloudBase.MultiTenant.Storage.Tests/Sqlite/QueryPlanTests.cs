using System.Collections.Concurrent;
using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sqlite;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>What a read or a change costs must not grow with what the account has: SQLite says how it would find the rows of every statement that the store makes.</summary>
public sealed class QueryPlanTests : IAsyncDisposable
{
    private static readonly CloudAccountName s_account = CloudAccountName.Default;

    private readonly SqliteStores _stores = new();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task Statements_OfReadsAndChanges_FindTheirRowsByMoreThanTheAccount()
    {
        await _stores.Open().OpenAsync(new StoreIdentity(DeploymentName.Parse("tests"), new string('a', 64), Now), CancellationToken.None);
        var contexts = new TracedContexts(_stores.File);
        var store = new EfCoreMultiTenantStore(
            contexts, new EfCoreStoreOptions(), new StoreSchema(NullLogger<StoreSchema>.Instance), NullLogger<EfCoreMultiTenantStore>.Instance);
        await using (store)
        {
            await ChangeAsync(store);
            await ReadAsync(store);
        }

        string[] statements = [.. contexts.Statements.Distinct().Where(s => s.Contains("CloudBase", StringComparison.Ordinal))];
        statements.Should().HaveCountGreaterThan(35, "all of the store's statements were seen");
        string[] plans = [.. statements.SelectMany(s => Plan(s).Where(step => IsWide(s, step)).Select(step => $"{step} <- {s}"))];
        plans.Should().BeEmpty();
    }

    private static async Task ChangeAsync(EfCoreMultiTenantStore store)
    {
        TenantOperation operation = OperationOf(1, Key("a"));
        var ceilings = new SandboxCeilings { PoolTotal = 9, PoolNeutral = 9, TenantRunning = 9, TenantTotal = 9, TenantPausedBytes = 9 };
        SandboxMember sandbox = PoolSamples.Sandbox("s", tenant: "a");
        PooledEnvironment pooled = PoolSamples.Pooled("p");
        ApiKeySlot slot = Slot("env", 1);
        await store.MustCommitAsync(
            new StoreChange.InsertTenant(Tenant(Key("a"), 1)),
            new StoreChange.InsertOperation(operation),
            new StoreChange.AppendJournal(Entry(operation.Id, 1)),
            new StoreChange.AppendAudit(Audit("x")),
            new StoreChange.BindEnvironment(new EnvironmentBinding(EnvironmentId.Parse("env"), Key("a"), Now)),
            new StoreChange.InsertApiKeySlot(slot, null),
            new StoreChange.InsertSandboxMember(sandbox, ceilings),
            new StoreChange.InsertPooledEnvironment(pooled, 9),
            new StoreChange.PutSharedRecord(PoolSamples.Shared("r")),
            new StoreChange.MoveAuditCursor("sink", 1));
        await store.MustCommitAsync(
            new StoreChange.UpdateTenant(Tenant(Key("a"), 1) with { Version = 1 }),
            new StoreChange.UpdateOperation(operation with { Version = 1 }),
            new StoreChange.UpdateApiKeySlot(slot with { Version = 1 }),
            new StoreChange.UpdateSandboxMember(sandbox with { Version = 1 }, ceilings),
            new StoreChange.UpdateSandboxMember(sandbox with { Version = 2, State = SandboxMemberState.Binding }, ceilings),
            new StoreChange.UpdatePooledEnvironment(pooled with { Version = 1, Environment = EnvironmentId.Parse("other") }),
            new StoreChange.PutSharedRecord(PoolSamples.Shared("r") with { Version = 1 }),
            new StoreChange.OverwriteSharedRecord(PoolSamples.Shared("taken"), 9),
            new StoreChange.OverwriteSharedRecord(PoolSamples.Shared("taken"), 9),
            new StoreChange.MoveAuditCursor("sink", 2));
        await store.MustCommitAsync(
            new StoreChange.DeleteSandboxMember(sandbox with { Version = 3 }),
            new StoreChange.DeleteApiKeySlot(slot with { Version = 2 }),
            new StoreChange.DeleteSharedRecord(PoolSamples.Shared("r") with { Version = 2 }));
    }

    private static async Task ReadAsync(EfCoreMultiTenantStore store)
    {
        CancellationToken none = CancellationToken.None;
        await store.FindTenantAsync(s_account, Key("a").Tenant, EnvironmentName.Default, none);
        await store.FindTenantAsync(Key("a"), none);
        await store.FindTenantStandingAsync(Key("a"), none);
        await store.FindTenantByAliasAsync(s_account, Alias(1), none);
        await store.FindBindingAsync(s_account, EnvironmentId.Parse("env"), none);
        await store.FindOperationAsync(Operation(1), none);
        await store.ReadDueOperationsAsync(s_account, Now, Now, 10, none);
        await store.ReadJournalAsync(Operation(1), 0, none);
        await store.ReadApiKeySlotsAsync(s_account, EnvironmentId.Parse("env"), none);
        await store.ReadAuditAsync(0, 10, none);
        await store.ReadAuditCursorAsync("sink", none);
        await store.FindSandboxMemberAsync(s_account, "s", none);
        await store.ReadSandboxMembersAsync(s_account, new SandboxMemberQuery { Pool = "node", States = [SandboxMemberState.Ready], Template = "node@1" }, 10, none);
        await store.ReadSandboxMembersAsync(s_account, new SandboxMemberQuery { Tenant = Key("a").Tenant }, 10, none);
        await store.ReadSandboxMembersAsync(s_account, new SandboxMemberQuery { DueBefore = Now }, 10, none);
        await store.CountSandboxMembersAsync(s_account, "node", none);
        await store.FindPooledEnvironmentAsync(s_account, "p", none);
        await store.ReadPooledEnvironmentsAsync(s_account, new PooledEnvironmentQuery { Pool = "small", States = [PooledEnvironmentState.Ready] }, 10, none);
        await store.ReadPooledEnvironmentsAsync(s_account, new PooledEnvironmentQuery { Environment = EnvironmentId.Parse("other") }, 10, none);
        await store.ReadPooledEnvironmentsAsync(s_account, new PooledEnvironmentQuery { DueBefore = Now }, 10, none);
        await store.CountPooledEnvironmentsAsync(s_account, "small", none);
        await store.FindSharedRecordAsync(s_account, "k", "r", none);
        await store.ReadSharedRecordsAsync(s_account, "k", none);
        await store.ListOperationsAsync(s_account, new OperationQuery { Tenant = Key("a").Tenant, PageSize = 1 }, none).ToListAsync();
    }

    /// <summary>A scan, an index by nothing but the account, or a sort of its own; but what is ready of one template is as few as its warm target, and may be sorted.</summary>
    private static bool IsWide(string statement, string step) =>
        (step.StartsWith("SCAN CloudBase", StringComparison.Ordinal) && !statement.StartsWith("INSERT", StringComparison.Ordinal))
        || step.EndsWith("(Account=?)", StringComparison.Ordinal)
        || (step == "USE TEMP B-TREE FOR ORDER BY" && !statement.Contains("CloudBaseSandboxMembers", StringComparison.Ordinal));

    private string[] Plan(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={_stores.File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
        using SqliteDataReader reader = command.ExecuteReader();
        return [.. reader.Cast<DbDataRecord>().Select(r => r.GetString(3))];
    }

    /// <summary>Contexts whose connections say what they run, with the values that were bound.</summary>
    private sealed class TracedContexts(string file) : DbConnectionInterceptor, IDbContextFactory<MultiTenantDbContext>
    {
        public ConcurrentQueue<string> Statements { get; } = new();

        public MultiTenantDbContext CreateDbContext()
        {
            var options = new DbContextOptionsBuilder<MultiTenantDbContext>();
            SqliteFile.Configure(options, $"Data Source={file};Pooling=False");
            options.AddInterceptors(this);
            return new MultiTenantDbContext(options.Options);
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            SQLitePCL.raw.sqlite3_trace(((SqliteConnection)connection).Handle, (_, statement) => Statements.Enqueue(statement), null);
            return Task.CompletedTask;
        }
    }
}
