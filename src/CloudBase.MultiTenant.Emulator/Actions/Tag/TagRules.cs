using System.Text;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tag;

/// <summary>What a tag's key and value may be: letters of any script, digits and a few signs; no emoji.</summary>
internal static class TagRules
{
    public const int MaxKeyLength = 127;
    public const int MaxValueLength = 255;
    private const string Signs = "+-=._:/@()[] （）【】,;";

    public static TagPair Checked(string key, string value)
    {
        Check("TagKey", key, 1, MaxKeyLength);
        Check("TagValue", value, 0, MaxValueLength);
        return new TagPair(key, value);
    }

    private static void Check(string parameter, string text, int minimum, int maximum)
    {
        var fits = text.Length >= minimum && text.Length <= maximum && text.EnumerateRunes().All(rune =>
            rune != Rune.ReplacementChar
            && (Rune.IsLetterOrDigit(rune) || (rune.IsBmp && Signs.Contains((char)rune.Value, StringComparison.Ordinal))));
        if (!fits)
        {
            throw CloudErrorException.InvalidValue(parameter, text, $"it must be {minimum} to {maximum} letters, digits and {Signs}");
        }
    }
}
