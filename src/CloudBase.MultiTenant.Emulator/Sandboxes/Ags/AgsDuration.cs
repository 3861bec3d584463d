using System.Globalization;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>Lifetimes as ags takes them: <c>5m</c>, <c>300s</c>, <c>1h</c>, and as Go writes them, <c>5m0s</c>.</summary>
internal static partial class AgsDuration
{
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(30);

    public static TimeSpan? Read(string name, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var match = Form().Match(text);
        double seconds = 0;
        if (match.Success && text.Length > 0)
        {
            for (var index = 0; index < match.Groups[1].Captures.Count; index++)
            {
                var amount = double.Parse(match.Groups[1].Captures[index].ValueSpan, CultureInfo.InvariantCulture);
                seconds += amount * match.Groups[2].Captures[index].Value switch { "h" => 3600, "m" => 60, "s" => 1, _ => 0.001 };
            }
        }

        return seconds >= s_least.TotalSeconds && seconds <= SandboxFleet.MaxLifetime.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new CloudErrorException("InvalidParameterValue.Timeout", $"The value `{text}` of parameter `{name}` is not valid: it must be 30s to 24h, such as 5m, 300s or 1h.");
    }

    [GeneratedRegex("^(?:([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|h|m|s))+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
