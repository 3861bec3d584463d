using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>Decides what a set of policies allows: a deny wins, and what nobody allows is refused.</summary>
internal sealed class PolicyEvaluator
{
    /// <summary>A tenant's policy is asked about many times while it is onboarded, and takes some ten kilobytes; to parse it again takes less than a request.</summary>
    private const int MaxParsed = 256;

    private readonly ConcurrentDictionary<string, PolicyDocument> _parsed = new(StringComparer.Ordinal);

    public PolicyDocument Parsed(string document)
    {
        if (_parsed.TryGetValue(document, out var parsed))
        {
            return parsed;
        }

        if (_parsed.Count >= MaxParsed)
        {
            _parsed.Clear();
        }

        return _parsed[document] = PolicyDocument.Parse(document);
    }

    /// <summary>The first target that is not allowed, or null when all are; an empty list of targets is an operation-level action.</summary>
    public static string? FirstRefused(IReadOnlyCollection<PolicyDocument> policies, string action, IReadOnlyList<AccessTarget> targets)
    {
        if (targets.Count == 0)
        {
            return IsAllowed(policies, action, null) ? null : "*";
        }

        foreach (var target in targets)
        {
            if (!IsAllowed(policies, action, target))
            {
                return target.Resource.ToString();
            }
        }

        return null;
    }

    public static bool IsAllowed(IReadOnlyCollection<PolicyDocument> policies, string action, AccessTarget? target)
    {
        var allowed = false;
        foreach (var policy in policies)
        {
            foreach (var statement in policy.Statements)
            {
                if (!statement.NamesAction(action) || !statement.Reaches(target))
                {
                    continue;
                }

                if (!statement.Allows)
                {
                    return false;
                }

                allowed = true;
            }
        }

        return allowed;
    }
}
