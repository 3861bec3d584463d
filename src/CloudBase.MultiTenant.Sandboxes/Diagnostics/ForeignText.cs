namespace CloudBase.MultiTenant.Sandboxes.Diagnostics;

/// <summary>Makes words of a service, or of code in a sandbox, fit for an error and a log.</summary>
internal static class ForeignText
{
    /// <summary>Shortens it, and puts it on one line: control characters would forge lines of a log.</summary>
    public static string Shorten(string? text, int longest)
    {
        string line = string.Concat((text ?? string.Empty).Take(longest).Select(static c => char.IsControl(c) ? ' ' : c));
        return text?.Length > longest ? line + "…" : line;
    }
}
