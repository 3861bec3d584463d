using System.ComponentModel;
using CloudBase.MultiTenant.Options;

namespace CloudBase.MultiTenant;

/// <summary>Knows where a host gives each option, so that a message names the place to change. For packages that extend CloudBase.MultiTenant. Thread-safe.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class SettingPaths
{
    private readonly ConfigurationTree? _tree;

    internal SettingPaths(ConfigurationTree? tree) => _tree = tree;

    /// <summary>Gets the paths of options that no configuration is bound to.</summary>
    internal static SettingPaths InCode { get; } = new(null);

    /// <summary>Says how an option is written: its path in the section that the host bound, such as <c>CloudBase:TencentCloud:Region</c>, else <c>TencentCloudOptions.Region</c>.</summary>
    /// <typeparam name="TOptions">The options, bound with BindSection.</typeparam>
    /// <param name="option">The option's name; empty for the options as a whole.</param>
    public string Of<TOptions>(string option)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(option);
        return _tree?.FindPath(typeof(TOptions), option) ?? (option.Length == 0 ? typeof(TOptions).Name : $"{typeof(TOptions).Name}.{option.Replace(':', '.')}");
    }

    /// <summary>Finds how an option of the part at <paramref name="part"/> is written in the section that the host bound, where several parts have one type.</summary>
    internal string? Find(string part, string option) => _tree?.FindPath(part, option);
}
