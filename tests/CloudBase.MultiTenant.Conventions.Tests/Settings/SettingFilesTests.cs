using System.Xml.Linq;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>The schema that each package ships and the reference of settings say what the options types say.</summary>
public sealed class SettingFilesTests
{
    // Options that the reference leaves out, each with its reason.
    private static readonly Dictionary<string, string> s_elsewhere = new(StringComparer.Ordinal)
    {
        ["CloudBase.MultiTenant.Emulator.CloudBaseEmulatorOptions"] = "the emulator's own, given in code and on its command line",
        ["CloudBase.MultiTenant.CommandOptions"] = "of one call",
        ["CloudBase.MultiTenant.TencentCloud.TencentCloudCallOptions"] = "of one call",
        ["CloudBase.MultiTenant.EnsureOptions"] = "of one call",
        ["CloudBase.MultiTenant.TemplateApplyOptions"] = "of one call",
        ["CloudBase.MultiTenant.TemplateCaptureOptions"] = "of one call",
        ["CloudBase.MultiTenant.TemplateUpgradeOptions"] = "of one call",
        ["CloudBase.MultiTenant.RotateKeysOptions"] = "of one call",
        ["CloudBase.MultiTenant.DeprovisionOptions"] = "of one call",
        ["CloudBase.MultiTenant.ReactivateOptions"] = "of one call",
        ["CloudBase.MultiTenant.SuspendOptions"] = "of one call",
        ["CloudBase.MultiTenant.ChangePlanOptions"] = "of one call",
    };

    private const string ConnectionStrings = """
        What has one value can come as a connection string, over the section, where an account is handed to a host as one text: a secret, or the
        line that the emulator prints. The host reads it as it reads a database's, from `ConnectionStrings:CloudBase` or the variable
        `ConnectionStrings__CloudBase`; the library looks for no name of its own, so that a host without one is not connected by accident.

        ```sh
        dotnet add package CloudBase.MultiTenant.TencentCloud --prerelease
        dotnet add package Microsoft.Extensions.Hosting
        ```

        <!-- given:
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        var cloudBase = builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"));
        -->
        ```csharp
        cloudBase.UseTencentCloud(builder.Configuration.GetConnectionString("CloudBase"));
        ```

        ```text
        SecretId=AKID...;SecretKey=...;Region=ap-shanghai
        SecretId=EMULATOR-...;SecretKey=...;Endpoint=http://127.0.0.1:4680
        ```

        A value with `;` or `=` stands in quotes. A misspelt key and a bad value are refused at start, as `ConnectionString:Region`; nothing
        of a secret is shown.
        """;

    public static TheoryData<string> Packages => [.. SettingCatalogue.All.Select(s => s.Package).Distinct()];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Schema_OfEachPackage_IsThatOfItsOptions(string package) =>
        Approval.Verify(SchemaWriter.Write([.. SettingCatalogue.All.Where(s => s.Package == package)], Describe), "src", package, "ConfigurationSchema.json");

    [Fact]
    public void Schemas_BelongToPackagesWithOptions() =>
        Repository.Projects.Where(p => File.Exists(Path.Combine(Repository.Root, "src", p, "ConfigurationSchema.json")))
            .Should().BeSubsetOf(SettingCatalogue.All.Select(s => s.Package));

    [Fact]
    public void Reference_OfSettings_IsThatOfTheOptions() =>
        Approval.Verify(ReferenceWriter.Write(SettingCatalogue.All, Describe, Footnote), "docs", "reference", "configuration.md");

    [Fact]
    public void OptionsTypes_AreInTheReferenceOrListed()
    {
        Type[] options = [.. Repository.Assemblies.SelectMany(Repository.PublicTypes).Where(t => t.IsClass && !t.IsAbstract && t.Name.EndsWith("Options", StringComparison.Ordinal))];

        options.Except(SettingCatalogue.Parts.Select(p => p.Type)).Select(t => t.FullName!).Except(s_elsewhere.Keys)
            .Select(name => $"{name} is bound to no section that the reference knows, and not listed").ShouldBeNone();
        s_elsewhere.Keys.Except(options.Select(t => t.FullName)).Select(name => $"{name} is no options type").ShouldBeNone();
    }

    [Fact]
    public void Settings_AreExplained() =>
        SettingCatalogue.All.Where(s => s.Meaning.Length == 0).Select(s => $"{s.Key} has no summary").ShouldBeNone();

    private static string Describe(string section)
    {
        if (SettingCatalogue.Parts.SingleOrDefault(p => p.Section == section).Type is not { } type)
        {
            return string.Empty;
        }

        XElement summary = new XmlDocs(type.Assembly).Find(type)!.Element("summary")!;
        return string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Split(" Bound from", 2)[0].Replace(", bound from the root of the configuration section", string.Empty, StringComparison.Ordinal);
    }

    private static string? Footnote(string section) => section == "TencentCloud" ? ConnectionStrings : null;
}
