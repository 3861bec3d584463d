using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The name that a snapshot of a tenant's sandbox has with its provider: whose pool's it is, which row's, and which try's. None names a tenant.</summary>
/// <param name="Scope">A hash of deployment, account and pool, 16 hex digits: snapshots have no labels.</param>
/// <param name="Member">The row's id.</param>
/// <param name="Try">Drawn for each try, so that one whose reply was lost is no other.</param>
internal sealed partial record OwnSnapshotName(string Scope, string Member, string Try)
{
    public static OwnSnapshotName Draw(string scope, string member, IRandomSource random) => new(scope, member, RandomText.Draw(random, 8));

    /// <summary>The hash of a pool's labels.</summary>
    public static string ScopeOf(IReadOnlyDictionary<string, string> labels) => TextDigest.Of([labels[PoolLabels.Deployment], labels[PoolLabels.Account], labels[PoolLabels.Pool]]);

    /// <summary>Finds the name in what a provider made of it (a prefix of the team, a tag behind it); null where it is none of ours.</summary>
    public static OwnSnapshotName? Find(string? text)
    {
        Match match = Form().Match(text ?? string.Empty);
        return match.Success ? new OwnSnapshotName(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) : null;
    }

    public override string ToString() => $"cbmp_{Scope}_{Member}_{Try}";

    [GeneratedRegex("(?:^|[/:])cbmp_([0-9a-f]{16})_(sbm-[a-z0-9]{1,40})_([a-z0-9]{8})(?:$|[:@])", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
