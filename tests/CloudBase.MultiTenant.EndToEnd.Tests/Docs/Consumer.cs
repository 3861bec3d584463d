using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>A stranger's console project that references the packed packages; the pages' programs are compiled against what it was given.</summary>
public sealed class Consumer(PackedPackages packages) : IDisposable
{
    private readonly SemaphoreSlim _arriving = new(1, 1);
    private Stranger? _stranger;
    private IReadOnlyList<MetadataReference> _references = [];
    private SyntaxTree? _implicitUsings;
    private int _programs;

    /// <summary>Compiles a program with the implicit usings of the SDK and no others; returns its errors and warnings.</summary>
    internal async Task<IReadOnlyList<string>> CompileAsync(string text, Stream? assembly = null)
    {
        await ArriveAsync();
        CSharpParseOptions language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        SyntaxTree block = CSharpSyntaxTree.ParseText(text, language);
        bool isProgram = (await block.GetRootAsync()).ChildNodes().Any(n => n is GlobalStatementSyntax);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Block{Interlocked.Increment(ref _programs)}",
            [block, _implicitUsings!],
            _references,
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
        await ArriveAsync();
        using MemoryStream assembly = new();
        (await CompileAsync(text, assembly)).Should().BeEmpty();
        string output = Path.Combine(_stranger!.Folder, "bin", "Debug", "net10.0");
        string program = Path.Combine(output, $"Block{_programs}.dll");
        await File.WriteAllBytesAsync(program, assembly.ToArray());
        using TemporaryFolder folder = new();
        folder.Write("appsettings.json", settings);
        return await Tool.RunAsync(
            folder.Path, "dotnet", "exec", "--depsfile", Path.Combine(output, "Consumer.deps.json"), "--runtimeconfig", Path.Combine(output, "Consumer.runtimeconfig.json"), program);
    }

    /// <summary>Asks MSBuild for the items that the packages give to a project.</summary>
    internal async Task<JsonElement> ItemsAsync(string item)
    {
        await ArriveAsync();
        ProcessResult asked = await _stranger!.DotNetAsync("msbuild", "Consumer.csproj", $"-getItem:{item}", "-nologo");
        asked.ExitCode.Should().Be(0, "{0}", asked);
        return JsonDocument.Parse(asked.OutputText).RootElement.GetProperty("Items").GetProperty(item);
    }

    public void Dispose()
    {
        _stranger?.Dispose();
        _arriving.Dispose();
    }

    private async Task ArriveAsync()
    {
        await _arriving.WaitAsync();
        try
        {
            _stranger ??= await BuildAsync();
        }
        finally
        {
            _arriving.Release();
        }
    }

    private async Task<Stranger> BuildAsync()
    {
        Stranger stranger = await Stranger.ArriveAsync(packages);
        string references = string.Join('\n', PackageReferences().Select(p => $"    <PackageReference Include=\"{p.Name}\" Version=\"{p.Version}\" />"));
        stranger.Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles>
              </PropertyGroup>
              <ItemGroup>
            {references}
              </ItemGroup>
            </Project>
            """);
        stranger.Write("Program.cs", "Console.WriteLine(typeof(CloudBase.MultiTenant.Tenant).Assembly.FullName);\n");
        ProcessResult built = await stranger.DotNetAsync("build", "-nologo", "-v", "quiet", "-t:Build", "-getItem:ReferencePathWithRefAssemblies");
        built.ExitCode.Should().Be(0, "a project with the packages builds: {0}", built);
        Directory.Exists(Path.Combine(stranger.PackagesFolder, "cloudbase.multitenant")).Should().BeTrue("the packages come from the feed, not from an earlier run");

        using JsonDocument items = JsonDocument.Parse(built.OutputText);
        _references = [.. items.RootElement.GetProperty("Items").GetProperty("ReferencePathWithRefAssemblies").EnumerateArray()
            .Select(i => MetadataReference.CreateFromFile(i.GetProperty("FullPath").GetString()!))];
        string usings = Directory.GetFiles(Path.Combine(stranger.Folder, "obj"), "Consumer.GlobalUsings.g.cs", SearchOption.AllDirectories).Single();
        _implicitUsings = CSharpSyntaxTree.ParseText(await File.ReadAllTextAsync(usings));
        return stranger;
    }

    /// <summary>The libraries, and nothing else: what else a program of the pages needs comes with them.</summary>
    private static IEnumerable<(string Name, string Version)> PackageReferences() =>
        PackedPackages.Names.Where(n => !n.EndsWith(".Tool", StringComparison.Ordinal)).Select(n => (n, PackedPackages.Version));
}
