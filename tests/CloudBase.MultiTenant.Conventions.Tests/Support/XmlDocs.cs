using System.Reflection;
using System.Xml.Linq;

namespace CloudBase.MultiTenant.Conventions.Tests.Support;

/// <summary>The XML documentation that is shipped beside an assembly.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    public XmlDocs(Assembly assembly)
    {
        string file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        _members = XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!, StringComparer.Ordinal);
    }

    public XElement? Find(Type type) => _members.GetValueOrDefault("T:" + NameOf(type));

    public XElement? Find(PropertyInfo property) => _members.GetValueOrDefault($"P:{NameOf(property.DeclaringType!)}.{property.Name}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');
}
