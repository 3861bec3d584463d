using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.FreshClone;

/// <summary>What packages say of where they come from, packed from a clone that has a remote.</summary>
internal static class ClonedPackages
{
    internal const string Remote = "https://github.com/example/cloudbase-multitenant";

    /// <summary>The kind of SourceLink's map in a portable PDB, from its specification.</summary>
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    /// <summary>Every library's symbols lead to the commit's sources, and its errors to their page.</summary>
    internal static async Task CheckAsync(string clone)
    {
        string commit = (await Tool.RunAsync(clone, "git", "rev-parse", "HEAD")).Output[0];
        foreach (string name in PackedPackages.Names.Where(n => !n.EndsWith(".Tool", StringComparison.Ordinal)))
        {
            string map = await MapAsync(Path.Combine(clone, "packages", $"{name}.{PackedPackages.Version}.snupkg"), name);
            map.Should().Be($"{{\"documents\":{{\"{clone}/*\":\"https://raw.githubusercontent.com/example/cloudbase-multitenant/{commit}/*\"}}}}", "{0} leads to its sources", name);
        }

        const string abstractions = "CloudBase.MultiTenant.Abstractions";
        HelpLink(Path.Combine(clone, "src", abstractions, "bin", "Release", "net10.0", abstractions + ".dll")).Should().Be($"{Remote}/blob/main/docs/reference/errors.md#cbmt5002");
    }

    private static async Task<string> MapAsync(string path, string name)
    {
        using ZipArchive symbols = await ZipFile.OpenReadAsync(path);
        await using Stream entry = await symbols.GetEntry($"lib/net10.0/{name}.pdb")!.OpenAsync();
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
        AssemblyLoadContext apart = new(nameof(ClonedPackages), isCollectible: true);
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
