namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>A resource of six segments: <c>qcs:project:service:region:account:resource</c>.</summary>
internal sealed record ResourceName(string Project, string Service, string Region, string Account, string Resource)
{
    internal static ResourceName? TryParse(string text) =>
        text.Split(':', 6) is ["qcs", var project, { Length: > 0 } service, var region, { Length: > 0 } account, { Length: > 0 } resource]
            ? new ResourceName(project, service, region, account, resource)
            : null;

    /// <summary>Whether region and account are these. Any region is fine: what follows names something that is unique in all of them.</summary>
    internal bool IsIn(string? region, string account) =>
        Project.Length == 0 && Account == account && (region is null || Region.Length == 0 || Region == "*" || Region == region);

    internal bool IsOrIsUnder(string parent) => Resource == parent || IsUnder(parent);

    // The '/' is what keeps 'a' from reaching 'ab'; a dotted segment could climb out of the parent where a service resolves paths.
    internal bool IsUnder(string parent) =>
        Resource.Length > parent.Length + 1 && Resource.StartsWith(parent, StringComparison.Ordinal) && Resource[parent.Length] == '/'
        && !Resource.Split('/').Contains("..", StringComparer.Ordinal);
}
