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

    private static Diagnostic[] Compile(string credential)
    {
        string program = $$"""
            using System;
            using CloudBase.MultiTenant;

            public static class Program
            {
                public static void Start(EnvironmentCredential credential) => Console.WriteLine(credential);

                public static void Run(SecretString secret, EnvironmentId environment, DateTimeOffset expiresAt) => Start({{credential}});
            }
            """;
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Misuse",
            [CSharpSyntaxTree.ParseText(program)],
            [.. platform.Split(Path.PathSeparator).Where(p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Console.dll" or "CloudBase.MultiTenant.Abstractions.dll").Select(p => MetadataReference.CreateFromFile(p))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
    }
}
