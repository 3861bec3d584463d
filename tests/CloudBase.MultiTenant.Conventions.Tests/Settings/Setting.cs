using System.Reflection;
using CloudBase.MultiTenant.Options;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>One option that configuration can give: what it is, what its rules demand, and what its documentation says.</summary>
internal sealed record Setting(string Package, string Section, PropertyInfo Property, SettingRule Rule, object? Default, string Meaning, string? DefaultNote)
{
    private static readonly NullabilityInfoContext s_nullability = new();

    /// <summary>Gets the key below the host's section.</summary>
    public string Key => Section.Length == 0 ? Property.Name : $"{Section}:{Property.Name}";

    public string Path => $"CloudBase:{Key}";

    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public bool IsNullable => Property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(Property.PropertyType) is not null
        : Nullability(Property) == NullabilityState.Nullable;

    public bool IsSecret => Type == typeof(SecretString) || Shown.Value(Property.Name, "x") != "'x'";

    public bool IsList => typeof(IEnumerable<string>).IsAssignableFrom(Type) && Type != typeof(string);

    public bool IsDictionary => typeof(IDictionary<string, int>).IsAssignableFrom(Type);

    public bool IsText => Type == typeof(string) || Type == typeof(SecretString) || Type == typeof(Uri);

    public bool IsNumber => Type == typeof(int) || Type == typeof(long) || Type == typeof(double);

    public override string ToString() => Key;

    private static NullabilityState Nullability(PropertyInfo property)
    {
        lock (s_nullability)
        {
            return s_nullability.Create(property).WriteState;
        }
    }
}
