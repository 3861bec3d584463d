using System.Text.RegularExpressions;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

public sealed partial class ReadmeExampleTests
{
    [Fact]
    public void Example_OfTheReadme_Compiles()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "README.md"));
        string example = Block().Match(readme).Groups[1].Value;
        const string Usings = "global using System; global using System.IO; global using System.Threading.Tasks;";
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));

        CSharpCompilation compilation = CSharpCompilation.Create(
            "example", [CSharpSyntaxTree.ParseText(example), CSharpSyntaxTree.ParseText(Usings)], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication));

        example.Should().Contain("AddCloudBaseMultiTenant");
        compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Should().BeEmpty();
    }

    [GeneratedRegex("```csharp\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
