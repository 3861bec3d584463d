using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>A stranger's console project with the packages that one page names; programs are compiled against what it was given.</summary>
internal sealed class ConsumerProject(Stranger stranger, string folder, IReadOnlyList<string> packages)
{
    private readonly Lazy<IReadOnlyList<MetadataReference>> _references = new(() => [.. File.ReadAllLines(Path.Combine(stranger.Folder, folder, "obj", "references.txt")).Select(r => MetadataReference.CreateFromFile(r))]);
    private readonly Lazy<SyntaxTree> _implicitUsings = new(() => CSharpSyntaxTree.ParseText(
        File.ReadAllText(Directory.GetFiles(Path.Combine(stranger.Folder, folder, "obj"), $"{folder}.GlobalUsings.g.cs", SearchOption.AllDirectories).Single())));

    private int _programs;

    private string Output => Path.Combine(stranger.Folder, folder, "bin", "Debug", "net10.0");

    /// <summary>Writes what <c>dotnet new console</c> and <c>dotnet add package</c> would: of our packages this version, of others the newest of the machine.</summary>
    internal void Write()
    {
        string references = string.Join('\n', packages.Select(p => $"    <PackageReference Include=\"{p}\" Version=\"{VersionOf(p)}\" />"));
        stranger.Write($"{folder}/{folder}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
            {references}
              </ItemGroup>
              <Target Name="TellReferences" AfterTargets="Build">
                <WriteLinesToFile File="obj/references.txt" Lines="@(ReferencePathWithRefAssemblies->'%(FullPath)')" Overwrite="true" />
              </Target>
            </Project>
            """);
        stranger.Write($"{folder}/Program.cs", "Console.WriteLine(1);\n");
    }

    private static string VersionOf(string package)
    {
        string folder = Path.Combine(Stranger.MachinePackages, package.ToLowerInvariant());
        IEnumerable<Version> there = Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(d => Version.TryParse(Path.GetFileName(d), out Version? v) ? v : new Version()) : [];
        return PackedPackages.Names.Contains(package) ? PackedPackages.Version : there.Max()?.ToString() ?? "*";
    }

    /// <summary>Compiles a program with the implicit usings of the SDK and no others; returns its errors and warnings.</summary>
    internal async Task<IReadOnlyList<string>> CompileAsync(string text, Stream? assembly = null)
    {
        CSharpParseOptions language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        SyntaxTree block = CSharpSyntaxTree.ParseText(text, language);
        bool isProgram = (await block.GetRootAsync()).ChildNodes().Any(n => n is GlobalStatementSyntax);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Block{Interlocked.Increment(ref _programs)}",
            [block, _implicitUsings.Value],
            _references.Value,
            new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        IEnumerable<Diagnostic> found = compilation.GetDiagnostics();
        if (assembly is not null)
        {
            EmitResult emitted = compilation.Emit(assembly);
            found = emitted.Diagnostics;
        }

        return [.. found.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString())];
    }

    /// <summary>Runs a program that compiles, in a folder of its own with the given settings beside it.</summary>
    internal async Task<ProcessResult> RunAsync(string text, string settings)
    {
        using MemoryStream assembly = new();
        (await CompileAsync(text, assembly)).Should().BeEmpty();
        string program = Path.Combine(Output, $"Block{_programs}.dll");
        await File.WriteAllBytesAsync(program, assembly.ToArray());
        using TemporaryFolder place = new();
        place.Write("appsettings.json", settings);
        return await Tool.RunAsync(
            place.Path, "dotnet", "exec", "--depsfile", Path.Combine(Output, $"{folder}.deps.json"), "--runtimeconfig", Path.Combine(Output, $"{folder}.runtimeconfig.json"), program);
    }

    /// <summary>Asks MSBuild for the items that the packages give to the project.</summary>
    internal async Task<JsonElement> ItemsAsync(string item)
    {
        ProcessResult asked = await stranger.DotNetAsync("msbuild", $"{folder}/{folder}.csproj", $"-getItem:{item}", "-nologo");
        asked.ExitCode.Should().Be(0, "{0}", asked);
        return JsonDocument.Parse(asked.OutputText).RootElement.GetProperty("Items").GetProperty(item);
    }
}
