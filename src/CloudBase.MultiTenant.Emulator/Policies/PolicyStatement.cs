namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>One statement of a policy, read and checked.</summary>
internal sealed record PolicyStatement(bool Allows, IReadOnlyList<string> Actions, bool AnyResource, IReadOnlyList<ResourceName> Resources, IReadOnlyList<string>? ResourceTags)
{
    /// <summary>Whether the statement speaks of this action.</summary>
    /// <remarks>An action may be written with the older prefix <c>name/</c>.</remarks>
    public bool NamesAction(string action)
    {
        foreach (var pattern in Actions)
        {
            if (Wildcard.Matches(pattern.StartsWith("name/", StringComparison.Ordinal) ? pattern.AsSpan(5) : pattern, action))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the statement reaches this target; null stands for an operation-level action, which only <c>*</c> reaches.</summary>
    public bool Reaches(AccessTarget? target)
    {
        if (target is null)
        {
            return AnyResource && ResourceTags is null;
        }

        if (ResourceTags is not null && !ResourceTags.Any(tag => target.Tags.Contains(tag, StringComparer.Ordinal)))
        {
            return false;
        }

        return AnyResource || Resources.Any(resource => resource.Covers(target.Resource));
    }
}
