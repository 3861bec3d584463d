using System.Text.RegularExpressions;

namespace CloudBase.MultiTenant.Templates;

/// <summary>How names in a template are made.</summary>
internal static partial class TemplatePatterns
{
    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    public static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,40}\z")]
    public static partial Regex Version();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]{0,63}\z")]
    public static partial Regex Collection();

    [GeneratedRegex(@"^(?!_id_\z)[A-Za-z0-9_.-]{1,64}\z")]
    public static partial Regex Index();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]\z")]
    public static partial Regex Function();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\z")]
    public static partial Regex Trigger();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,127}\z")]
    public static partial Regex Variable();
}
