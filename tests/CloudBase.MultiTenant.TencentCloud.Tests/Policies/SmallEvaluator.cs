using CloudBase.MultiTenant.TencentCloud.Policies;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Policies;

/// <summary>CAM's rules in a few lines, written apart from the linter: a deny wins, what nobody allows is refused, a whole-operation action needs *.</summary>
internal static class SmallEvaluator
{
    internal static bool Allows(PolicyDocument policy, string action, string? resource)
    {
        bool allowed = false;
        foreach (PolicyStatement statement in policy.Statements)
        {
            if (statement.Conditions.Count > 0)
            {
                throw new NotSupportedException("Conditions are not evaluated here.");
            }

            if (!statement.Actions.Any(a => Glob(a, action)) || !statement.Resources.Any(r => Reaches(r, resource)))
            {
                continue;
            }

            if (statement.Effect == PolicyEffect.Deny)
            {
                return false;
            }

            allowed = true;
        }

        return allowed;
    }

    private static bool Reaches(string pattern, string? resource)
    {
        if (pattern == "*")
        {
            return true;
        }

        if (resource is null)
        {
            return false;
        }

        string[] wanted = pattern.Split(':', 6);
        string[] given = resource.Split(':', 6);
        return wanted.Zip(given).Select((pair, i) => (i is 1 or 3 or 4 && pair.First.Length == 0) || Glob(pair.First, pair.Second)).All(matches => matches);
    }

    private static bool Glob(string pattern, string text)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return pattern == text;
        }

        return text.StartsWith(pattern[..star], StringComparison.Ordinal)
            && Enumerable.Range(star, text.Length - star + 1).Any(at => Glob(pattern[(star + 1)..], text[at..]));
    }
}
