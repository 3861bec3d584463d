namespace CloudBase.MultiTenant;

/// <summary>The rule of ids that another system gives: 1 to 128 visible ASCII characters without a slash.</summary>
internal static class VisibleText
{
    internal static string? Check(string? value, string what, string example)
    {
        if (string.IsNullOrEmpty(value))
        {
            return $"The {what} is empty: give the one that was returned, such as '{example}'.";
        }

        foreach (char c in value)
        {
            if (c is <= ' ' or > '~' or '/' || value.Length > 128)
            {
                return $"'{(value.Length > 140 ? value[..140] + "…" : value)}' is no {what}: it takes 1 to 128 visible ASCII characters without '/'.";
            }
        }

        return null;
    }
}
