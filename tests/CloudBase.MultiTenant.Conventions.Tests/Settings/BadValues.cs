using System.Globalization;
using System.Text.Json.Nodes;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>Derives, from a setting's type and rules alone, values that must be refused and values that must not.</summary>
internal static class BadValues
{
    private const string Garbage = "canary!garbage";

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Texts of which a rule in words must refuse at least one.</summary>
    private static readonly string[] s_badTexts =
        [" ", "canary with spaces, and a / in it", "ftp://canary.example", "http://127.0.0.1/?canary=1", new string('c', 5000), "canary\0nul", "-canary!"];

    public static IEnumerable<BadValue> Of(Setting setting)
    {
        if (setting.IsText)
        {
            yield return new("empty", "", CloudBaseErrorCodes.InvalidSetting, null);
            if (setting.Type == typeof(Uri))
            {
                yield return new("no address", Garbage, CloudBaseErrorCodes.UnreadableSetting, Garbage);
            }
        }
        else if (!setting.IsList && !setting.IsDictionary)
        {
            yield return new("of another type", Garbage, CloudBaseErrorCodes.UnreadableSetting, Garbage);
        }

        if (setting.IsList || setting.IsDictionary)
        {
            yield return new("one value", Garbage, CloudBaseErrorCodes.MisshapenSetting, null);
            yield return setting.IsList
                ? new("an empty item", new JsonArray("ap-shanghai", ""), CloudBaseErrorCodes.InvalidSetting, null)
                : new("an item of another type", new JsonObject { ["tcb.CreateEnv"] = Garbage }, CloudBaseErrorCodes.UnreadableSetting, Garbage);
        }
        else
        {
            yield return new("an object", new JsonObject { ["Part"] = "canary" }, CloudBaseErrorCodes.MisshapenSetting, null);
            yield return new("a list", new JsonArray("canary"), CloudBaseErrorCodes.MisshapenSetting, null);
        }

        if (!setting.IsNullable && !setting.IsDictionary)
        {
            string code = setting.IsList ? CloudBaseErrorCodes.MisshapenSetting : CloudBaseErrorCodes.InvalidSetting;
            yield return new("null", null, code, null);
        }

        foreach (BadValue outside in Outside(setting))
        {
            yield return outside;
        }
    }

    /// <summary>Texts of which at least one must be refused; empty for a setting that is no free text.</summary>
    public static IEnumerable<string> Texts(Setting setting) =>
        setting.Type == typeof(string) || setting.Type == typeof(Uri) ? s_badTexts : [];

    /// <summary>Values at the edge of what is allowed.</summary>
    public static IEnumerable<JsonNode?> Good(Setting setting)
    {
        if (setting is { IsNullable: true, Rule.IsRequired: false })
        {
            yield return null;
        }

        if (setting.Rule.Least is { } least)
        {
            yield return Next(least, setting.Rule.LeastExcluded ? 1 : 0);
        }

        if (setting.Rule.Most is { } most)
        {
            yield return Next(most, 0);
        }

        foreach (string word in setting.Rule.Allowed ?? [])
        {
            yield return word;
        }

        if (setting.Type.IsEnum)
        {
            foreach (string name in Options.ConfigurationValue.Names(setting.Type))
            {
                yield return name;
                yield return name.ToUpperInvariant();
            }
        }

        if (setting.Type == typeof(bool))
        {
            yield return true;
            yield return false;
        }
    }

    private static IEnumerable<BadValue> Outside(Setting setting)
    {
        if (setting.Rule.Least is { } least)
        {
            JsonNode below = Next(least, setting.Rule.LeastExcluded ? 0 : -1);
            yield return new("below its range", below, CloudBaseErrorCodes.InvalidSetting, Text(below));
        }

        if (setting.Rule.Most is { } most)
        {
            JsonNode above = Next(most, 1);
            yield return new("above its range", above, CloudBaseErrorCodes.InvalidSetting, Text(above));
        }

        if (setting.Rule.Allowed is not null)
        {
            yield return new("another word", Garbage, CloudBaseErrorCodes.InvalidSetting, Garbage);
        }
    }

    private static JsonNode Next(object value, int steps) => value switch
    {
        int number => JsonValue.Create((long)number + steps)!,
        double number => JsonValue.Create(Math.Round(number + (steps * 0.001), 3))!,
        TimeSpan time => JsonValue.Create(Options.Shown.Time(time + (s_tick * steps)))!,
        _ => throw new NotSupportedException($"{value.GetType()}"),
    };

    private static string Text(JsonNode value) => value is JsonValue v && v.TryGetValue(out string? text) ? text : value.ToJsonString().ToString(CultureInfo.InvariantCulture);
}
