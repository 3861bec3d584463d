using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Docs;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>A project that references the packages is told of the schema of their settings.</summary>
public sealed class SettingsSchemaTests(PackedPackages packages, Consumer consumer) : IClassFixture<Consumer>
{
    private static readonly string[] s_names =
        [.. PackedPackages.Names.Where(n => File.Exists(Path.Combine(RepositoryLayout.Root, "src", n, "ConfigurationSchema.json")))];

    public static TheoryData<string> Names => [.. s_names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Package_WithSettings_HoldsTheirSchemaAndAnnouncesIt(string name)
    {
        using ZipArchive package = await packages.OpenAsync(name, "nupkg");

        package.Entries.Select(e => e.FullName).Should().Contain("ConfigurationSchema.json").And.Contain($"buildTransitive/{name}.targets");
    }

    [Fact]
    public async Task Project_WithThePackages_GetsEachSchemaForItsSettingsFiles()
    {
        JsonElement[] segments = [.. (await (await consumer.OfEverythingAsync()).ItemsAsync("JsonSchemaSegment")).EnumerateArray()];

        segments.Select(s => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(s.GetProperty("FullPath").GetString()!)))))
            .Should().BeEquivalentTo(s_names.Select(n => n.ToLowerInvariant()));
        foreach (JsonElement segment in segments)
        {
            using JsonDocument schema = JsonDocument.Parse(await File.ReadAllTextAsync(segment.GetProperty("FullPath").GetString()!));
            schema.RootElement.GetProperty("properties").TryGetProperty("CloudBase", out _).Should().BeTrue();
            Regex files = new(segment.GetProperty("FilePathPattern").GetString()!);
            files.IsMatch("appsettings.json").Should().BeTrue();
            files.IsMatch("appsettings.Development.json").Should().BeTrue();
            files.IsMatch("package.json").Should().BeFalse();
        }
    }
}
