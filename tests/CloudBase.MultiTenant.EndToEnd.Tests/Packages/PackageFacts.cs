using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>What one .nupkg and its .snupkg really hold.</summary>
internal sealed record PackageFacts
{
    /// <summary>The kind of the source text in a portable PDB, from its specification.</summary>
    private static readonly Guid s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    internal required string Name { get; init; }

    internal string? Description { get; private init; }

    internal string? License { get; private init; }

    internal long Readme { get; private init; }

    internal bool HasIcon { get; private init; }

    internal bool IsTool { get; private init; }

    internal bool IsTemplate { get; private init; }

    internal string? Assembly { get; private init; }

    internal bool HasXmlDocumentation { get; private init; }

    internal bool HasSymbols { get; private init; }

    internal bool IsDeterministic { get; private init; }

    internal bool SourcesAreEmbedded { get; private init; }

    internal bool IsTrimmable { get; private init; }

    internal bool IsAotCompatible { get; private init; }

    internal bool HasApprovedApi { get; private init; }

    internal IReadOnlyList<(string Id, string Version)> Dependencies { get; private init; } = [];

    internal static async Task<PackageFacts> ReadAsync(PackedPackages packages, string name)
    {
        using ZipArchive package = await packages.OpenAsync(name, "nupkg");
        await using Stream nuspec = await package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).OpenAsync();
        XElement metadata = (await XDocument.LoadAsync(nuspec, LoadOptions.None, default)).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        string library = $"lib/net10.0/{name}.dll";
        PackageFacts facts = new()
        {
            Name = name,
            Description = Element("description")?.Value,
            License = Element("license")?.Value,
            Readme = Length(Element("readme")?.Value),
            HasIcon = Length(Element("icon")?.Value) > 0,
            IsTool = package.Entries.Any(e => e.FullName.EndsWith("/DotnetToolSettings.xml", StringComparison.Ordinal)),
            IsTemplate = metadata.Descendants().Any(e => e.Name.LocalName == "packageType" && e.Attribute("name")?.Value == "Template"),
            Dependencies = [.. metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (e.Attribute("id")!.Value, e.Attribute("version")!.Value))],
            Assembly = package.GetEntry(library) is null ? null : library,
            HasXmlDocumentation = package.GetEntry($"lib/net10.0/{name}.xml") is not null,
            HasApprovedApi = File.Exists(Path.Combine(RepositoryLayout.Root, "tests", "CloudBase.MultiTenant.Conventions.Tests", "PublicApi", $"{name}.approved.txt")),
        };
        return facts.Assembly is null ? facts : await facts.WithAssemblyAsync(packages, package);

        XElement? Element(string element) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == element);

        long Length(string? entry) => entry is null ? 0 : package.GetEntry(entry)?.Length ?? 0;
    }

    private async Task<PackageFacts> WithAssemblyAsync(PackedPackages packages, ZipArchive package)
    {
        using PEReader assembly = new(await CopyAsync(package.GetEntry(Assembly!)!));
        MetadataReader reader = assembly.GetMetadataReader();
        Dictionary<string, string> labels = AssemblyMetadata(reader);
        using ZipArchive symbols = await packages.OpenAsync(Name, "snupkg");
        ZipArchiveEntry? pdb = symbols.GetEntry($"lib/net10.0/{Name}.pdb");
        return this with
        {
            HasSymbols = pdb is not null,
            IsDeterministic = assembly.ReadDebugDirectory().Any(d => d.Type == DebugDirectoryEntryType.Reproducible),
            SourcesAreEmbedded = pdb is not null && HasItsSources(await CopyAsync(pdb)),
            IsTrimmable = labels.GetValueOrDefault("IsTrimmable") == "True",
            IsAotCompatible = labels.GetValueOrDefault("IsAotCompatible") == "True",
        };
    }

    private static bool HasItsSources(Stream pdb)
    {
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
        MetadataReader reader = provider.GetMetadataReader();
        return reader.Documents.All(d => reader.GetCustomDebugInformation(d).Any(h => reader.GetGuid(reader.GetCustomDebugInformation(h).Kind) == s_embeddedSource));
    }

    private static Dictionary<string, string> AssemblyMetadata(MetadataReader reader)
    {
        Dictionary<string, string> found = [];
        foreach (CustomAttributeHandle handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind == HandleKind.MemberReference
                && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name) == "AssemblyMetadataAttribute")
            {
                BlobReader value = reader.GetBlobReader(attribute.Value);
                value.ReadUInt16();
                found[value.ReadSerializedString()!] = value.ReadSerializedString() ?? string.Empty;
            }
        }

        return found;
    }

    private static async Task<Stream> CopyAsync(ZipArchiveEntry entry)
    {
        await using Stream stream = await entry.OpenAsync();
        MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        copy.Position = 0;
        return copy;
    }
}
