using System.ComponentModel;
using CloudBase.MultiTenant.Options;

namespace CloudBase.MultiTenant;

/// <summary>The rules of one kind of options: collects each value that breaks one, with its path, the rule and the way out. For packages that extend CloudBase.MultiTenant.</summary>
/// <remarks>What a rule demands is remembered too, so that the reference of settings and the JSON schema come from the same lines. Not thread-safe.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed partial class SettingRules
{
    private readonly Func<string, string> _pathOf;
    private readonly string _prefix;
    private readonly List<string> _problems;
    private readonly Dictionary<string, SettingRule> _declared;

    internal SettingRules(Func<string, string> pathOf)
        : this(pathOf, string.Empty, [], new(StringComparer.Ordinal))
    {
    }

    private SettingRules(Func<string, string> pathOf, string prefix, List<string> problems, Dictionary<string, SettingRule> declared) =>
        (_pathOf, _prefix, _problems, _declared) = (pathOf, prefix, problems, declared);

    /// <summary>Gets what is wrong.</summary>
    internal IReadOnlyList<string> Problems => _problems;

    /// <summary>Gets what the rules demand, by option, whether or not it is fulfilled.</summary>
    internal IReadOnlyDictionary<string, SettingRule> Declared => _declared;

    /// <summary>Says how an option is written where the host gave it: <c>CloudBase:TencentCloud:Region</c>, or <c>TencentCloudOptions.Region</c> in code.</summary>
    /// <param name="option">The option's name.</param>
    public string PathOf(string option) => _pathOf(_prefix + option);

    /// <summary>Reports a problem with an option under a code of its own.</summary>
    /// <param name="code">The code, of <see cref="CloudBaseErrorCodes"/>.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="problem">What is wrong, as it goes on after the path. Never a secret.</param>
    public void Report(string code, string option, string problem) => _problems.Add($"{code}: {PathOf(option)} {problem}");

    /// <summary>Refuses a value that its own rule does not allow.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="problem">What is wrong, as it goes on after the path: <c>is 'x': give y.</c> Never a secret.</param>
    public void Refuse(string option, string problem) => Report(CloudBaseErrorCodes.InvalidSetting, option, problem);

    /// <summary>Refuses a value that another option's value does not allow.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="problem">What is wrong, as it goes on after the path.</param>
    public void Contradicts(string option, string problem) => Report(CloudBaseErrorCodes.ContradictorySettings, option, problem);

    /// <summary>Says that an option without a default was not given.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="problem">What to do, as it goes on after <c>is missing</c>.</param>
    public void Missing(string option, string problem) => Report(CloudBaseErrorCodes.MissingSetting, option, "is missing" + problem);

    /// <summary>Declares a rule in words, and refuses the value when it does not hold.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="rule">The rule in a few words, such as <c>1 to 12, or 24</c>.</param>
    /// <param name="holds">Whether the value keeps it.</param>
    /// <param name="problem">What is wrong when it does not, as it goes on after the path.</param>
    public void Must(string option, string rule, bool holds, string problem)
    {
        Declare(option, r => r with { Words = [.. r.Words, rule] });
        if (!holds)
        {
            Refuse(option, problem);
        }
    }

    /// <summary>Declares a rule between two options in words, and reports a contradiction when it does not hold.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="rule">The rule in a few words, such as <c>at most half of LeaseDuration</c>.</param>
    /// <param name="holds">Whether the values keep it.</param>
    /// <param name="problem">What is wrong when they do not, as it goes on after the path.</param>
    public void MustAgree(string option, string rule, bool holds, string problem)
    {
        Declare(option, r => r with { Words = [.. r.Words, rule] });
        if (!holds)
        {
            Contradicts(option, problem);
        }
    }

    /// <summary>Declares that an option has no default, and reports it when it was not given.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="given">Whether it was given.</param>
    /// <param name="problem">What to do, as it goes on after <c>is missing</c>.</param>
    public void Required(string option, bool given, string problem)
    {
        Declare(option, r => r with { IsRequired = true });
        if (!given)
        {
            Missing(option, problem);
        }
    }

    /// <summary>Starts the rules of a part below these.</summary>
    internal SettingRules Part(string name) => new(_pathOf, _prefix + name + ":", _problems, _declared);

    /// <summary>A value as a message shows it: short, and never when the option's name says that it may be a secret.</summary>
    internal static string Text(string option, string? value) => value is null ? "null" : Shown.Value(option, value);

    private void Declare(string option, Func<SettingRule, SettingRule> change) =>
        _declared[_prefix + option] = change(_declared.GetValueOrDefault(_prefix + option, SettingRule.None));

}
