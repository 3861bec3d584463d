namespace CloudBase.MultiTenant.Options;

/// <summary>Knows the rules of one kind of options, for the reference of settings and the JSON schema.</summary>
internal interface ISettingsValidator
{
    /// <summary>The rules by option; a part's by <c>Part:Option</c>.</summary>
    IReadOnlyDictionary<string, SettingRule> Declare();
}
