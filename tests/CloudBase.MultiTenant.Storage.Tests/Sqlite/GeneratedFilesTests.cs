using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.Sqlite;
using CloudBase.MultiTenant.Sqlite.CompiledModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.EntityFrameworkCore.Sqlite.Design.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Storage.Tests.Sqlite;

/// <summary>What the SQLite package keeps so that no start has to make it is what EF Core makes of the model now. CLOUDBASE_APPROVE=1 writes it anew.</summary>
public sealed partial class GeneratedFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cbmt-model-").FullName;
    private readonly MultiTenantDbContext _context;

    public GeneratedFilesTests()
    {
        var options = new DbContextOptionsBuilder<MultiTenantDbContext>();
        SqliteFile.ConfigureWithoutModel(options, "Data Source=never-opened.db");
        _context = new MultiTenantDbContext(options.Options);
    }

    private static string Project => Path.Combine(Root(), "src", "CloudBase.MultiTenant.Sqlite");

    public void Dispose()
    {
        _context.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Scripts_OfTheMigrations_AreWhatEFCoreMakesOfThem()
    {
        IMigrator migrator = _context.GetService<IMigrator>();
        string before = Migration.InitialDatabase;
        Dictionary<string, string> made = [];
        foreach (string migration in _context.Database.GetMigrations())
        {
            made[$"{migration}.sql"] = migrator.GenerateScript(before, migration, MigrationsSqlGenerationOptions.NoTransactions);
            before = migration;
        }

        Compare(Path.Combine(Project, "Migrations"), "*.sql", made);
        new SchemaScripts().Migrations.Should().Equal(_context.Database.GetMigrations(), "they are in the assembly, in this order");
    }

    [Fact]
    public void CompiledModel_IsWhatEFCoreMakesOfTheModel()
    {
        var services = new ServiceCollection();
        services.AddEntityFrameworkDesignTimeServices();
        services.AddDbContextDesignTimeServices(_context);
#pragma warning disable EF1001 // What `dotnet ef dbcontext optimize` calls; there is no other door.
        new SqliteDesignTimeServices().ConfigureDesignTimeServices(services);
#pragma warning restore EF1001
        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<ICompiledModelScaffolder>().ScaffoldModel(
            _context.GetService<IDesignTimeModel>().Model,
            _directory,
            new CompiledModelCodeGenerationOptions { ContextType = typeof(MultiTenantDbContext), Language = "C#", ModelNamespace = "CloudBase.MultiTenant.Sqlite.CompiledModel" });

        // The attribute finds a model in the context's own assembly only; the types are nobody's business; the id is drawn each time.
        Compare(
            Path.Combine(Project, "CompiledModel"),
            "*.cs",
            Directory.EnumerateFiles(_directory).Where(f => !f.EndsWith("AssemblyAttributes.cs", StringComparison.Ordinal)).ToDictionary(
                f => Path.GetFileName(f), f => ModelId().Replace(File.ReadAllText(f), "new Guid(\"cb3a1f20-0000-4000-8000-000000000001\")")
                    .Replace("public partial class", "internal partial class", StringComparison.Ordinal)));
    }

    [Fact]
    public void CompiledModel_IsWhatAStoreUses()
    {
        var options = new DbContextOptionsBuilder<MultiTenantDbContext>();
        SqliteFile.Configure(options, "Data Source=never-opened.db");
        using var context = new MultiTenantDbContext(options.Options);

        context.Model.Should().BeSameAs(MultiTenantDbContextModel.Instance);
    }

    private static void Compare(string folder, string pattern, Dictionary<string, string> made)
    {
        if (Environment.GetEnvironmentVariable("CLOUDBASE_APPROVE") == "1")
        {
            Directory.CreateDirectory(folder);
            foreach ((string name, string text) in made)
            {
                File.WriteAllText(Path.Combine(folder, name), Plain(text));
            }
        }

        Directory.EnumerateFiles(folder, pattern).Select(Path.GetFileName).Should().BeEquivalentTo(made.Keys, "nothing is kept that is not made any more, and nothing is missing");
        foreach ((string name, string text) in made)
        {
            Plain(File.ReadAllText(Path.Combine(folder, name))).Should().Be(Plain(text), $"{name} is written anew with CLOUDBASE_APPROVE=1");
        }
    }

    [GeneratedRegex("""new Guid\("[0-9a-f-]{36}"\)""")]
    private static partial Regex ModelId();

    private static string Plain(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudBase.MultiTenant.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
