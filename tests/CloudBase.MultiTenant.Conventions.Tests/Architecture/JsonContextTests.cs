using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Architecture;

/// <summary>Whatever a JSON context is said to read, it can read, with all that is in it: a member's type that was met first in something that is only written has no properties for a reader, which leaves them out without a word.</summary>
public sealed class JsonContextTests
{
    public static TheoryData<Type> Contexts => [.. Repository.Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsSubclassOf(typeof(JsonSerializerContext)))];

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Context_ReadsWhatItIsSaidToRead_AndAllThatIsInIt(Type context)
    {
        var resolver = (JsonSerializerContext)context.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        Queue<Type> todo = new(Read(context));
        HashSet<Type> seen = [.. todo];

        while (todo.TryDequeue(out Type? type))
        {
            JsonTypeInfo info = resolver.GetTypeInfo(type) ?? throw new InvalidOperationException($"{context.Name} has nothing for {type}.");
            foreach (Type part in Parts(info).Where(seen.Add))
            {
                todo.Enqueue(part);
            }
        }

        seen.Should().NotBeEmpty();
    }

    private static IEnumerable<Type> Read(Type context) => context.GetCustomAttributesData()
        .Where(a => a.AttributeType == typeof(JsonSerializableAttribute)
            && !a.NamedArguments.Any(n => n.MemberName == nameof(JsonSerializableAttribute.GenerationMode) && (JsonSourceGenerationMode)n.TypedValue.Value! == JsonSourceGenerationMode.Serialization))
        .Select(a => (Type)a.ConstructorArguments[0].Value!);

    private static IEnumerable<Type> Parts(JsonTypeInfo info)
    {
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                string[] properties = [.. info.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null).Select(p => p.Name)];
                info.Properties.Should().HaveCountGreaterThanOrEqualTo(properties.Length, "{0} is read in {1}, and has {2}", info.Type.Name, info.OriginatingResolver!.GetType().Name, string.Join(", ", properties));
                return info.Properties.Where(p => p.CustomConverter is null).Select(p => p.PropertyType);
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                JsonSerializer.Deserialize(info.Kind == JsonTypeInfoKind.Enumerable ? "[]" : "{}", info).Should().NotBeNull();
                return [info.ElementType!];
            default:
                return Nullable.GetUnderlyingType(info.Type) is { } value ? [value] : [];
        }
    }
}
