using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

public sealed class SqliteSchemaTests : IAsyncDisposable
{
    private static readonly StoreIdentity Identity = new(DeploymentName.Parse("tests"), new string('a', 64), StoreSamples.Now);

    private readonly SqliteStores _stores = new();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task Open_SchemaMissingAndNotToBeMade_IsRefusedNamingTheCall()
    {
        IMultiTenantStore store = _stores.Open(o => o.EnsureSchemaAtStart = false);
        Func<Task> open = async () => await store.OpenAsync(Identity, CancellationToken.None);

        (await open.Should().ThrowAsync<StoreSchemaException>().WithMessage("*EnsureSchemaAsync*")).Which.Found.Should().Be(0);
        await store.EnsureSchemaAsync(CancellationToken.None);
        (await store.OpenAsync(Identity, CancellationToken.None)).Should().Be(Identity);
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefusedAndLeftAlone()
    {
        await _stores.Open().OpenAsync(Identity, CancellationToken.None);
        await ExecuteAsync("INSERT INTO CloudBaseMigrations VALUES ('29990101000000_FromTheFuture', '99.0')");
        foreach (bool ensure in (bool[])[true, false])
        {
            IMultiTenantStore store = _stores.Open(o => o.EnsureSchemaAtStart = ensure);
            Func<Task> open = async () => await store.OpenAsync(Identity, CancellationToken.None);

            (await open.Should().ThrowAsync<StoreSchemaException>().WithMessage("*FromTheFuture*")).Which.Should().Match<StoreSchemaException>(
                e => e.Found == e.Expected + 1);
        }
    }

    [Fact]
    public async Task EnsureSchema_ManyHostsAtOnce_MakesItOnce()
    {
        IMultiTenantStore[] hosts = [.. Enumerable.Range(0, 8).Select(_ => _stores.Open())];

        await Task.WhenAll(hosts.Select(h => Task.Run(async () => await h.EnsureSchemaAsync(CancellationToken.None))));

        StoreIdentity[] identities = await Task.WhenAll(hosts.Select((h, i) => Task.Run(async () =>
            await h.OpenAsync(Identity with { MarkerKey = new string((char)('a' + i), 64) }, CancellationToken.None))));
        identities.Distinct().Should().ContainSingle("one host pins the store and the others take what it pinned");
    }

    [Fact]
    public async Task Open_File_IsInWalModeAndFlushesEachCommit()
    {
        await _stores.Open().OpenAsync(Identity, CancellationToken.None);

        (await ExecuteAsync("PRAGMA journal_mode")).Should().Be("wal");
        await using ServiceProvider host = new SqliteStores.Builder().UseSqliteStore(_stores.File).Services.BuildServiceProvider();
        using var context = host.GetRequiredService<IDbContextFactory<EntityFrameworkCore.MultiTenantDbContext>>().CreateDbContext();
        await context.Database.OpenConnectionAsync();
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        (await command.ExecuteScalarAsync()).Should().Be(2L);
    }

    [Fact]
    public async Task Open_NoDatabaseFile_NamesTheFile()
    {
        await File.WriteAllTextAsync(_stores.File, new string('x', 8192));
        IMultiTenantStore store = _stores.Open();
        Func<Task> open = async () => await store.OpenAsync(Identity, CancellationToken.None);
        Func<Task> commit = async () => await store.CommitAsync(new StoreChange.MoveAuditCursor("s", 1));

        await open.Should().ThrowAsync<StoreUnavailableException>().WithMessage($"*{_stores.File}*");
        await commit.Should().ThrowAsync<StoreUnavailableException>().WithMessage($"*{_stores.File}*");
        (await File.ReadAllTextAsync(_stores.File)).Should().Be(new string('x', 8192), "what is not ours is left alone");
    }

    [Fact]
    public async Task Open_DirectoryMissing_NamesTheFile()
    {
        IMultiTenantStore store = _stores.Open(file: Path.Combine(_stores.File, "no", "such.db"));
        Func<Task> open = async () => await store.OpenAsync(Identity, CancellationToken.None);

        await open.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*such.db*");
    }

    [Fact]
    public async Task Commit_SchemaMissing_IsUnavailableAndWorksOnceItIsThere()
    {
        IMultiTenantStore store = _stores.Open();
        Func<Task> commit = async () => await store.CommitAsync(new StoreChange.MoveAuditCursor("s", 1));

        await commit.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*EnsureSchemaAsync*");
        await store.OpenAsync(Identity, CancellationToken.None);
        await store.MustCommitAsync(new StoreChange.MoveAuditCursor("s", 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(":memory:")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("Data Source=")]
    public void UseSqliteStore_NoFile_IsRefused(string text) =>
        FluentActions.Invoking(() => new SqliteStores.Builder().UseSqliteStore(text)).Should().Throw<ArgumentException>();

    [Fact]
    public async Task UseSqliteStore_ConnectionString_IsTaken()
    {
        IMultiTenantStore store = _stores.Open(file: $"Data Source={_stores.File};Default Timeout=5");
        await store.OpenAsync(Identity, CancellationToken.None);

        File.Exists(_stores.File).Should().BeTrue();
    }

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_stores.File};Pooling=False");
        await connection.OpenAsync();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
