namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>A six-segment resource: <c>qcs:project:service:region:account:resource</c>; in a pattern an empty segment stands for any.</summary>
internal sealed record ResourceName(string Project, string Service, string Region, string Account, string Resource)
{
    public static ResourceName Environment(string region, string accountUin, string environmentId) =>
        new(string.Empty, "tcb", region, $"uin/{accountUin}", $"env/{environmentId}");

    public static ResourceName User(string accountUin, long userUin) =>
        new(string.Empty, "cam", string.Empty, $"uin/{accountUin}", $"uin/{userUin}");

    public static ResourceName Function(string region, string accountUin, string environmentId, string function) =>
        new(string.Empty, "scf", region, $"uin/{accountUin}", $"namespace/{environmentId}/function/{function}");

    /// <summary>Reads six segments; null when the text is not of that form. The last segment may hold colons.</summary>
    public static ResourceName? TryParse(string text)
    {
        var segments = text.Split(':', 6);
        return segments is ["qcs", _, { Length: > 0 }, _, _, { Length: > 0 }]
            ? new ResourceName(segments[1], segments[2], segments[3], segments[4], segments[5])
            : null;
    }

    public bool Covers(ResourceName actual) =>
        SegmentCovers(Project, actual.Project)
        && Wildcard.Matches(Service, actual.Service)
        && SegmentCovers(Region, actual.Region)
        && SegmentCovers(Account, actual.Account)
        && Wildcard.Matches(Resource, actual.Resource);

    public override string ToString() => $"qcs:{Project}:{Service}:{Region}:{Account}:{Resource}";

    private static bool SegmentCovers(string pattern, string actual) => pattern.Length == 0 || Wildcard.Matches(pattern, actual);
}
