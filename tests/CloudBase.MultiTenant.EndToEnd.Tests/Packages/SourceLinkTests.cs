using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>What a package says of where it comes from, packed from a clone that has a remote.</summary>
public sealed class SourceLinkTests
{
    private const string Name = "CloudBase.MultiTenant.Abstractions";
    private const string Remote = "https://github.com/example/cloudbase-multitenant";

    /// <summary>The kind of SourceLink's map in a portable PDB, from its specification.</summary>
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private static readonly string[] s_needed =
        ["src/" + Name, "src/Directory.Build.props", "src/BannedSymbols.txt", "src/icon.png", "Directory.Packages.props", "nuget.config", ".editorconfig", ".gitignore"];

    [Fact]
    public async Task Package_PackedFromACloneWithARemote_LeadsToTheCommitsSourcesAndTheErrorsPage()
    {
        using TemporaryFolder clone = new();
        string commit = await CloneAsync(clone.Path);

        ProcessResult packed = await Tool.RunAsync(
            clone.Path, "dotnet", "pack", "src/" + Name, "-o", clone.File("feed"), "-nologo", "-v:quiet", "-p:ContinuousIntegrationBuild=true");

        packed.ExitCode.Should().Be(0, "it packs: {0}", packed);
        (await MapAsync(clone.File($"feed/{Name}.{PackedPackages.Version}.snupkg"))).Should().Be($"{{\"documents\":{{\"/_/*\":\"https://raw.githubusercontent.com/example/cloudbase-multitenant/{commit}/*\"}}}}");
        HelpLink(Directory.GetFiles(clone.File("src"), Name + ".dll", SearchOption.AllDirectories)[0])
            .Should().Be($"{Remote}/blob/main/docs/reference/errors.md#cbmt5002");
    }

    /// <summary>Makes a repository of what one package needs, with a remote that nobody asks for anything.</summary>
    private static async Task<string> CloneAsync(string folder)
    {
        foreach (string file in (await Git(RepositoryLayout.Root, ["ls-files", .. s_needed])).Output.Where(f => f.Length > 0))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.Copy(Path.Combine(RepositoryLayout.Root, file), Path.Combine(folder, file));
        }

        await Git(folder, "init", "-q", "-b", "main");
        await Git(folder, "add", "-A");
        await Git(folder, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "all");
        await Git(folder, "remote", "add", "origin", Remote + ".git");
        return (await Git(folder, "rev-parse", "HEAD")).Output[0];
    }

    private static async Task<ProcessResult> Git(string folder, params string[] arguments)
    {
        ProcessResult result = await Tool.RunAsync(folder, "git", arguments);
        result.ExitCode.Should().Be(0, "git {0} works: {1}", arguments[0], result);
        return result;
    }

    private static async Task<string> MapAsync(string path)
    {
        using ZipArchive symbols = await ZipFile.OpenReadAsync(path);
        await using Stream entry = await symbols.GetEntry($"lib/net10.0/{Name}.pdb")!.OpenAsync();
        using MemoryStream pdb = new();
        await entry.CopyToAsync(pdb);
        pdb.Position = 0;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
        MetadataReader reader = provider.GetMetadataReader();
        CustomDebugInformation map = reader.GetCustomDebugInformation(EntityHandle.ModuleDefinition)
            .Select(reader.GetCustomDebugInformation).Single(i => reader.GetGuid(i.Kind) == s_sourceLink);
        using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(reader.GetBlobBytes(map.Value)));
        return JsonSerializer.Serialize(json.RootElement);
    }

    private static string? HelpLink(string assembly)
    {
        AssemblyLoadContext apart = new(nameof(SourceLinkTests), isCollectible: true);
        try
        {
            using FileStream stream = File.OpenRead(assembly);
            Type type = apart.LoadFromStream(stream).GetType("CloudBase.MultiTenant.StoreSchemaException", throwOnError: true)!;
            ConstructorInfo constructor = type.GetConstructors()[0];
            object?[] arguments = [.. constructor.GetParameters().Select(p => p.ParameterType == typeof(string) ? "text" : p.HasDefaultValue ? p.DefaultValue : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)];
            return ((Exception)constructor.Invoke(arguments)).HelpLink;
        }
        finally
        {
            apart.Unload();
        }
    }
}
