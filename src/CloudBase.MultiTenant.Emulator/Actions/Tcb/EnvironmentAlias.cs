using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>The rule for an alias. Aliases are not unique: two environments may have the same.</summary>
internal static class EnvironmentAlias
{
    public const int MaxLength = 20;

    public static string Checked(string alias)
    {
        var fits = alias.Length is > 0 and <= MaxLength
            && char.IsAsciiLetterLower(alias[0])
            && alias[^1] != '-'
            && !alias.Contains("--", StringComparison.Ordinal)
            && alias.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
        return fits
            ? alias
            : throw CloudErrorException.InvalidValue(
                "Alias", alias, $"it must be at most {MaxLength} of a-z, 0-9 and '-', start with a letter, not end with '-' and not hold '--'");
    }
}
