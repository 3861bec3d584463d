using System.Collections;
using System.Globalization;
using CloudBase.MultiTenant.Options;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>How types, defaults and rules are told to people.</summary>
internal static class SettingWords
{
    public static string Type(Setting setting) => setting.Type switch
    {
        { IsEnum: true } t => string.Join(", ", ConfigurationValue.Names(t).Select(n => $"`{n}`")),
        var t when t == typeof(TimeSpan) => "time span",
        var t when t == typeof(int) || t == typeof(long) => "whole number",
        var t when t == typeof(double) => "number",
        var t when t == typeof(bool) => "`true`, `false`",
        var t when t == typeof(Uri) => "address",
        var t when t == typeof(SecretString) => "text, secret",
        var t when t == typeof(string) => "text",
        _ when setting.IsDictionary => "whole numbers by name",
        _ => "list of text",
    };

    /// <summary>A value as JSON configuration writes it.</summary>
    public static string? Value(object? value) => value switch
    {
        null => null,
        TimeSpan time => Options.Shown.Time(time),
        bool flag => flag ? "true" : "false",
        Enum word => word.ToString() == "Unspecified" ? null : word.ToString(),
        SecretString => null,
        IDictionary map => map.Count == 0 ? null : throw new NotSupportedException("A dictionary with a default."),
        IEnumerable<string> list => list.Any() ? string.Join(", ", list) : null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    public static string Range(Setting setting)
    {
        SettingRule rule = setting.Rule;
        List<string> parts = [];
        string? least = rule.Least is null ? null : Amount(rule.Least);
        string? most = rule.Most is null ? null : Amount(rule.Most);
        if (least is not null && rule.LeastExcluded)
        {
            parts.Add(most is null ? $"above {least}" : $"above {least}, up to {most}");
        }
        else if (least is not null || most is not null)
        {
            parts.Add((least, most) switch { (null, _) => $"up to {most}", (_, null) => $"{least} or more", _ => $"{least} to {most}" });
        }

        if (rule.Allowed is not null)
        {
            parts.Add(string.Join(" or ", rule.Allowed));
        }

        parts.AddRange(rule.Words.Where(w => w is not ("not empty" or "not null")).Distinct());
        return string.Join("; ", parts);
    }

    private static string Amount(object value) => value switch
    {
        TimeSpan time when time == TimeSpan.Zero => "0",
        TimeSpan time when time.Ticks % TimeSpan.TicksPerDay == 0 => Count(time.TotalDays, "day"),
        TimeSpan time when time.Ticks % TimeSpan.TicksPerHour == 0 => Count(time.TotalHours, "hour"),
        TimeSpan time when time.Ticks % TimeSpan.TicksPerMinute == 0 => Count(time.TotalMinutes, "minute"),
        TimeSpan time when time.Ticks % TimeSpan.TicksPerSecond == 0 => Count(time.TotalSeconds, "second"),
        TimeSpan time => Count(time.TotalMilliseconds, "millisecond"),
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Count(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
}
