using System.Reflection;
using CloudBase.MultiTenant.Conventions.Tests.Support;
using PublicApiGenerator;

namespace CloudBase.MultiTenant.Conventions.Tests.PublicApi;

/// <summary>What users see changes on purpose only.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void PublicApi_OfEachPackage_IsAsApproved(string project)
    {
        ApiGeneratorOptions options = new()
        {
            IncludeAssemblyAttributes = false,
            DenyNamespacePrefixes = ["CloudBase.MultiTenant.Sqlite.Migrations"],
            ExcludeAttributes = ["System.Diagnostics.DebuggerDisplayAttribute", "System.Runtime.CompilerServices.NullableAttribute"],
        };

        Approval.Verify(Assembly.Load(project).GeneratePublicApi(options), "tests", "CloudBase.MultiTenant.Conventions.Tests", "PublicApi", project + ".approved.txt");
    }

    [Fact]
    public void ApprovedFiles_BelongToPackages() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "tests", "CloudBase.MultiTenant.Conventions.Tests", "PublicApi"), "*.approved.txt")
            .Select(f => Path.GetFileName(f).Replace(".approved.txt", string.Empty, StringComparison.Ordinal)).Should().BeSubsetOf(Repository.Projects);
}
