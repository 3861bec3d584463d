using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CloudBase.MultiTenant.Conventions.Tests.Misuse;

/// <summary>Programs that would leak a credential do not compile; their twins do.</summary>
public sealed class MisuseTests
{
    private const string CannotConvert = "CS1503";

    public static TheoryData<string> WrongCredentials =>
    [
        "new PlatformCredential(\"id\", secret)",
        "new CamAccessKey(\"id\", secret, environment)",
        "new ModelApiKey(secret)",
        "secret",
        "\"a plain text\"",
    ];

    [Theory]
    [MemberData(nameof(WrongCredentials))]
    public void Compile_AnotherCredentialWhereAnEnvironmentCredentialBelongs_Fails(string credential) =>
        Compile(credential).Select(e => e.Id).Should().Equal(CannotConvert);

    [Theory]
    [InlineData("EnvironmentCredential.FromApiKey(environment, \"key-1\", secret, expiresAt)")]
    [InlineData("EnvironmentCredential.FromTemporaryKeys(environment, \"id\", secret, secret, expiresAt)")]
    public void Compile_TheTwinWithAnEnvironmentCredential_Succeeds(string credential) => Compile(credential).Should().BeEmpty();

    [Fact]
    public void Compile_EnvironmentCredentialWithoutExpiry_Fails() =>
        Compile("EnvironmentCredential.FromApiKey(environment, \"key-1\", secret)").Should().ContainSingle().Which.Id.Should().Be("CS7036");

    [Fact]
    public void Compile_SecretAsText_Fails() => Compile("EnvironmentCredential.FromApiKey(environment, secret, secret, expiresAt)").Should().ContainSingle().Which.Id.Should().Be(CannotConvert);

    /// <summary>What a sandbox takes: nothing of it is a secret, so no secret is converted on its way there.</summary>
    public static TheoryData<string> WaysIntoASandbox =>
    [
        "new SandboxStart { StartId = \"start-0001\", Environment = new Dictionary<string, string> { [\"KEY\"] = {0} } }",
        "new SandboxStart { StartId = \"start-0001\", Metadata = new Dictionary<string, string> { [\"KEY\"] = {0} } }",
        "new CommandOptions { Environment = new Dictionary<string, string> { [\"KEY\"] = {0} } }",
        "sandbox.Commands.RunAsync({0})",
        "sandbox.Files.WriteTextAsync(\"key\", {0})",
        "new SandboxTemplate { Name = \"t\", Version = \"1\", Base = \"b\", Files = new Dictionary<string, string> { [\"key\"] = {0} } }",
    ];

    [Theory]
    [MemberData(nameof(WaysIntoASandbox))]
    public void Compile_ThePlatformsCredentialIntoASandbox_Fails(string way)
    {
        foreach (string credential in new[] { "platform", "platform.SecretKey", "secret" })
        {
            CompileProgram($"public static object Run(ISandbox sandbox, PlatformCredential platform, SecretString secret) => {way.Replace("{0}", credential, StringComparison.Ordinal)};")
                .Should().ContainSingle(credential).Which.Id.Should().BeOneOf(CannotConvert, "CS0029");
        }
    }

    [Theory]
    [MemberData(nameof(WaysIntoASandbox))]
    public void Compile_TheTwinWithPlainText_Succeeds(string way) =>
        CompileProgram($"public static object Run(ISandbox sandbox, string text) => {way.Replace("{0}", "text", StringComparison.Ordinal)};").Should().BeEmpty();

    [Theory]
    [MemberData(nameof(WrongCredentials))]
    public void Compile_AnotherCredentialForTheMcpServerOfASandbox_Fails(string credential) =>
        CompileProgram(Writing(credential)).Should().ContainSingle().Which.Id.Should().BeOneOf(CannotConvert, "CS1929");

    [Fact]
    public void Compile_TheTwinWithTheEnvironmentsCredential_Succeeds() =>
        CompileProgram(Writing("EnvironmentCredential.FromApiKey(environment, \"key-1\", secret, expiresAt)")).Should().BeEmpty();

    private static string Writing(string credential) =>
        $"public static object Run(ISandboxLease lease, SecretString secret, EnvironmentId environment, DateTimeOffset expiresAt) => lease.Commands.WriteCredentialAsync({credential});";

    private static Diagnostic[] Compile(string credential) => CompileProgram($$"""
        public static void Start(EnvironmentCredential credential) => Console.WriteLine(credential);

        public static void Run(SecretString secret, EnvironmentId environment, DateTimeOffset expiresAt) => Start({{credential}});
        """);

    private static Diagnostic[] CompileProgram(string members)
    {
        string program = $$"""
            using System;
            using System.Collections.Generic;
            using CloudBase.MultiTenant;
            using CloudBase.MultiTenant.Ports;

            public static class Program
            {
            {{members}}
            }
            """;
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Misuse",
            [CSharpSyntaxTree.ParseText(program)],
            [.. platform.Split(Path.PathSeparator).Where(p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Console.dll" or "System.Collections.dll" or "CloudBase.MultiTenant.Abstractions.dll").Select(p => MetadataReference.CreateFromFile(p))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
    }
}
