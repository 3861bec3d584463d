using System.Reflection;
using System.Xml.Linq;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Architecture;

/// <summary>Which room may know which, and which libraries come in where.</summary>
public sealed class ArrowTests
{
    private const string Prefix = "CloudBase.MultiTenant";
    private const string Abstractions = Prefix + ".Abstractions";
    private const string TencentCloud = Prefix + ".TencentCloud";
    private const string Sandboxes = Prefix + ".Sandboxes";
    private const string EntityFrameworkCore = Prefix + ".EntityFrameworkCore";
    private const string Emulator = Prefix + ".Emulator";

    private static readonly string[] s_bcl = ["Microsoft.Win32.Primitives", "System", "netstandard", "mscorlib"];

    // One store in two packages: the provider's half fills in what the general half leaves open.
    private static readonly (string Room, string Friend)[] s_friends = [(EntityFrameworkCore, Prefix + ".Sqlite")];

    private static readonly Dictionary<string, (string[] Rooms, string[] Libraries)> s_arrows = new(StringComparer.Ordinal)
    {
        [Abstractions] = ([], []),
        [Prefix] = ([Abstractions], ["Microsoft.Extensions."]),
        [TencentCloud] = ([Prefix, Abstractions], ["Microsoft.Extensions.", "Polly"]),
        [EntityFrameworkCore] = ([Prefix, Abstractions], ["Microsoft.Extensions.", "Microsoft.EntityFrameworkCore"]),
        [Prefix + ".Sqlite"] = ([EntityFrameworkCore, Prefix, Abstractions], ["Microsoft.Extensions.", "Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "SQLitePCLRaw"]),
        [Sandboxes] = ([Prefix, Abstractions], ["Microsoft.Extensions.", "Polly"]),
        [TencentCloud + ".Sandboxes"] = ([Sandboxes, TencentCloud, Prefix, Abstractions], ["Microsoft.Extensions.", "Polly"]),
        [Prefix + ".DataProtection"] = ([Prefix, Abstractions], ["Microsoft.Extensions.", "Microsoft.AspNetCore.DataProtection"]),
        [Emulator] = ([], ["Microsoft.AspNetCore", "Microsoft.Extensions.", "Microsoft.Net.Http.Headers"]),
        [Emulator + ".Tool"] = ([Emulator], []),
        [Prefix + ".Development"] = ([Emulator, TencentCloud, Sandboxes, TencentCloud + ".Sandboxes", Prefix, Abstractions], ["Microsoft.Extensions."]),
    };

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_StayWithinTheTable(string project)
    {
        (string[] rooms, string[] libraries) = s_arrows.Should().ContainKey(project, "every room has its arrows").WhoseValue;

        foreach (string reference in Assembly.Load(project).GetReferencedAssemblies().Select(r => r.Name!))
        {
            bool isRoom = reference == Prefix || reference.StartsWith(Prefix + ".", StringComparison.Ordinal);
            bool isBcl = s_bcl.Any(b => reference == b || reference.StartsWith(b + ".", StringComparison.Ordinal));
            (isRoom ? rooms.Contains(reference) : isBcl || libraries.Any(l => reference.StartsWith(l, StringComparison.Ordinal)))
                .Should().BeTrue($"{project} may not reference {reference}");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_StayWithinTheTable(string project) =>
        XDocument.Load(Repository.ProjectFile(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))
            .Should().BeSubsetOf(s_arrows[project].Rooms);

    [Theory]
    [InlineData(Abstractions)]
    [InlineData(Prefix)]
    public void Assembly_OfAbstractionsOrEngine_KnowsNoHttpAndNoSql(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(r => r.Name).Should().NotContain(
            name => name!.StartsWith("System.Net", StringComparison.Ordinal) || name.StartsWith("System.Data", StringComparison.Ordinal)
                || name == "Microsoft.Extensions.Http" || name.Contains("EntityFrameworkCore", StringComparison.Ordinal));

    [Fact]
    public void Samples_SeeThePublicSurfaceOnly()
    {
        string[] samples = [.. Directory.GetDirectories(Path.Combine(Repository.Root, "samples")).Select(d => Path.GetFileName(d))];

        foreach (Assembly assembly in Repository.Assemblies)
        {
            assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>().Select(a => a.AssemblyName)
                .Should().NotIntersectWith(samples);
        }
    }

    [Fact]
    public void Internals_AreOpenToTestsOnly()
    {
        foreach (Assembly assembly in Repository.Assemblies)
        {
            assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>().Select(a => a.AssemblyName)
                .Should().OnlyContain(name => s_friends.Contains(new(assembly.GetName().Name!, name)) || name.EndsWith(".Tests", StringComparison.Ordinal) || name.EndsWith(".TestKit", StringComparison.Ordinal)
                    || name.EndsWith(".Benchmarks", StringComparison.Ordinal), $"{assembly.GetName().Name} is no friend of another room");
        }
    }
}
