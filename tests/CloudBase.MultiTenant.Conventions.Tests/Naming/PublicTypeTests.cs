using System.Reflection;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Naming;

/// <summary>What a public type promises by being there.</summary>
public sealed class PublicTypeTests
{
    private static readonly Type[] s_types = [.. Repository.Assemblies.SelectMany(Repository.PublicTypes)];

    // Open classes, each with the reason why others may derive from it.
    private static readonly Dictionary<string, string> s_open = new(StringComparer.Ordinal)
    {
        ["CloudBase.MultiTenant.CloudCallException"] = "the base of the typed cloud errors, and itself the one for codes that no type stands for",
    };

    // Exceptions that no caller of the library meets.
    private static readonly Dictionary<string, string> s_otherExceptions = new(StringComparer.Ordinal)
    {
        ["CloudBase.MultiTenant.TencentCloud.TencentCloudTransportException"] = "how a transport tells the client whether a request went out; the client turns it into a typed error",
    };

    [Fact]
    public void Classes_AreSealedOrAbstractOrListed() =>
        s_types.Where(t => t.IsClass && !t.IsSealed && !t.IsAbstract && !s_open.ContainsKey(t.FullName!)).Select(t => t.FullName).ShouldBeNone();

    [Fact]
    public void OpenClasses_AreStillThere() =>
        s_open.Keys.Should().BeSubsetOf(s_types.Where(t => !t.IsSealed).Select(t => t.FullName));

    [Fact]
    public void Types_AreDocumented()
    {
        List<string> silent = [];
        foreach (Assembly assembly in Repository.Assemblies)
        {
            XmlDocs docs = new(assembly);
            silent.AddRange(Repository.PublicTypes(assembly).Where(t => string.IsNullOrWhiteSpace(docs.Find(t)?.Element("summary")?.Value)).Select(t => t.FullName!));
        }

        silent.ShouldBeNone();
    }

    [Fact]
    public void Options_DocumentTheirDefaults()
    {
        List<string> silent = [];
        foreach (Type type in s_types.Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t.IsClass && !t.IsAbstract && t.GetConstructor(Type.EmptyTypes) is not null))
        {
            XmlDocs docs = new(type.Assembly);
            object defaults = Activator.CreateInstance(type)!;
            silent.AddRange(type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(p => p.CanWrite && p.PropertyType.IsValueType && Nullable.GetUnderlyingType(p.PropertyType) is null && !IsZero(p.GetValue(defaults)!))
                .Where(p => docs.Find(p)?.Element("value") is null)
                .Select(p => $"{type.FullName}.{p.Name}"));
        }

        silent.ShouldBeNone();
    }

    [Fact]
    public void Exceptions_ShareOneBase() =>
        s_types.Where(t => typeof(Exception).IsAssignableFrom(t) && !typeof(CloudBaseException).IsAssignableFrom(t) && !s_otherExceptions.ContainsKey(t.FullName!)).Select(t => t.FullName).ShouldBeNone();

    [Fact]
    public void Extensions_OfABuilderOrServices_LiveWhereHostsLook() =>
        s_types.Where(t => t is { IsAbstract: true, IsSealed: true }).SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(m => m.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute))
                && m.GetParameters()[0].ParameterType.Name is nameof(ICloudBaseMultiTenantBuilder) or "IServiceCollection")
            .Where(m => m.DeclaringType!.Namespace != "Microsoft.Extensions.DependencyInjection").Select(m => $"{m.DeclaringType!.FullName}.{m.Name}").ShouldBeNone();

    private static bool IsZero(object value) => value.Equals(Activator.CreateInstance(value.GetType()));
}
