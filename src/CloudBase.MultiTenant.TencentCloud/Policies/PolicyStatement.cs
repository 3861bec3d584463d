namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>One statement of a policy. Immutable; actions and resources are kept sorted and without doubles.</summary>
public sealed class PolicyStatement
{
    /// <summary>Makes a statement.</summary>
    /// <param name="effect">Whether it grants or refuses.</param>
    /// <param name="actions">The actions, such as <c>tcb:DescribeEnvs</c>; '*' stands for any run of characters.</param>
    /// <param name="resources">The resources, each <c>*</c> or of six segments.</param>
    /// <param name="conditions">The conditions, which must all hold.</param>
    public PolicyStatement(
        PolicyEffect effect, IEnumerable<string> actions, IEnumerable<string> resources, IEnumerable<PolicyCondition>? conditions = null)
    {
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(resources);
        Effect = effect;
        Actions = Sorted(actions);
        Resources = Sorted(resources);
        Conditions = conditions is null
            ? []
            : [.. conditions.OrderBy(c => c.Operator, StringComparer.Ordinal).ThenBy(c => c.Key, StringComparer.Ordinal)];
    }

    /// <summary>Gets whether it grants or refuses.</summary>
    public PolicyEffect Effect { get; }

    /// <summary>Gets the actions, sorted ordinally.</summary>
    public IReadOnlyList<string> Actions { get; }

    /// <summary>Gets the resources, sorted ordinally.</summary>
    public IReadOnlyList<string> Resources { get; }

    /// <summary>Gets the conditions, sorted by operator and key.</summary>
    public IReadOnlyList<PolicyCondition> Conditions { get; }

    private static string[] Sorted(IEnumerable<string> values)
    {
        string[] sorted = [.. values.Distinct(StringComparer.Ordinal)];
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }
}
