using CloudBase.MultiTenant.Conventions.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CloudBase.MultiTenant.Conventions.Tests.Architecture;

/// <summary>What a source file looks like, whatever it says.</summary>
public sealed class SourceShapeTests
{
    private const int MaxLines = 400;

    private static readonly (string Path, string Text, CompilationUnitSyntax Root)[] s_files =
        [.. Repository.Sources("src").Concat(Repository.Sources("samples")).Select(s => (s.Path, s.Text, Parse(s.Text)))];

    [Fact]
    public void Files_AreNotLongerThanOneCanHoldInMind() =>
        s_files.Concat(Repository.Sources("tests").Select(s => (s.Path, s.Text, Root: (CompilationUnitSyntax)null!)))
            .Select(f => (f.Path, Lines: f.Text.Split('\n').Length)).Where(f => f.Lines > MaxLines).Select(f => $"{f.Path}: {f.Lines} lines").ShouldBeNone();

    [Fact]
    public void Files_HoldOnePublicTypeNamedAsTheFile()
    {
        List<string> wrong = [];
        foreach ((string path, _, CompilationUnitSyntax root) in s_files.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal)))
        {
            string[] types = [.. TopLevelTypes(root).Where(t => t.Modifiers.Any(SyntaxKind.PublicKeyword)).Select(NameOf)];
            string file = Path.GetFileName(path).Split('.')[0];
            if (types.Distinct(StringComparer.Ordinal).Count() > 1 || (types is [string only, ..] && only != file))
            {
                wrong.Add($"{path}: {string.Join(", ", types)}");
            }
        }

        wrong.ShouldBeNone();
    }

    [Fact]
    public void Namespaces_AreFileScoped() =>
        s_files.Where(f => f.Root.DescendantNodes().OfType<NamespaceDeclarationSyntax>().Any()).Select(f => f.Path).ShouldBeNone();

    [Fact]
    public void Methods_AreNeverAsyncVoid() =>
        s_files.SelectMany(f => f.Root.DescendantNodes()
            .Where(n => n is MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } m && m.Modifiers.Any(SyntaxKind.AsyncKeyword)
                || n is LocalFunctionStatementSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } l && l.Modifiers.Any(SyntaxKind.AsyncKeyword))
            .Select(n => $"{f.Path}:{n.GetLocation().GetLineSpan().StartLinePosition.Line + 1}")).ShouldBeNone();

    [Fact]
    public void Code_NeverBlocksOnAsyncWork() =>
        s_files.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal)).SelectMany(f => f.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(i => i.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "GetResult", Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GetAwaiter" } } })
            .Select(i => $"{f.Path}:{i.GetLocation().GetLineSpan().StartLinePosition.Line + 1}")).ShouldBeNone();

    [Fact]
    public void Fields_AreNeverStaticAndMutable() =>
        s_files.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal)).SelectMany(f => f.Root.DescendantNodes().OfType<FieldDeclarationSyntax>()
            .Where(d => d.Modifiers.Any(SyntaxKind.StaticKeyword) && !d.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
            .Select(d => $"{f.Path}: {d.Declaration.Variables[0].Identifier.Text}")).ShouldBeNone();

    [Fact]
    public void Code_SuppressesNoWarningWithoutAReason() =>
        Repository.Sources("src").SelectMany(s => Lines(s.Text).Zip(Lines(s.Text).Prepend(string.Empty), (line, before) => (s.Path, Line: line, Before: before)))
            .Where(l => l.Line.StartsWith("#pragma warning disable", StringComparison.Ordinal) && !l.Line.Contains("//", StringComparison.Ordinal)
                && !l.Before.StartsWith("//", StringComparison.Ordinal))
            .Select(l => $"{l.Path}: {l.Line}").ShouldBeNone();

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(l => l.Trim());

    private static CompilationUnitSyntax Parse(string text) =>
        (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();

    private static IEnumerable<MemberDeclarationSyntax> TopLevelTypes(CompilationUnitSyntax root) =>
        root.Members.SelectMany(m => m is BaseNamespaceDeclarationSyntax n ? n.Members : [m]).Where(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax d ? d.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;
}
