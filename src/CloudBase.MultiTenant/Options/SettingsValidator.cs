using System.ComponentModel;
using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant;

/// <summary>Checks one kind of options by <see cref="SettingRules"/>, everything at once. For packages that extend CloudBase.MultiTenant.</summary>
/// <typeparam name="TOptions">The options, bound with BindSection.</typeparam>
/// <remarks>Messages name each value as the host gave it: by its path in configuration, or as the option of a type where no section is bound.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public abstract class SettingsValidator<TOptions> : IValidateOptions<TOptions>, ISettingsValidator
    where TOptions : class, new()
{
    private readonly SettingPaths _paths;

    /// <summary>Makes a validator.</summary>
    /// <param name="paths">Where the options come from.</param>
    protected SettingsValidator(SettingPaths paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = paths;
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        SettingRules rules = Run(options, option => PathOf(name, option));
        return rules.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(rules.Problems);
    }

    IReadOnlyDictionary<string, SettingRule> ISettingsValidator.Declare() => Run(new TOptions(), _paths.Of<TOptions>).Declared;

    /// <summary>States every rule, whatever the values: what is stated only for some values is missing from the reference.</summary>
    /// <param name="options">The options.</param>
    /// <param name="rules">Takes the rules.</param>
    protected abstract void Check(TOptions options, SettingRules rules);

    /// <summary>Says how an option of the options with this name is written.</summary>
    private protected virtual string PathOf(string? name, string option) => _paths.Of<TOptions>(option);

    private SettingRules Run(TOptions options, Func<string, string> pathOf)
    {
        SettingRules rules = new(pathOf);
        Check(options, rules);
        return rules;
    }
}
