using System.Collections.Frozen;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What a refused call has changed, as data. A code that stands in no table is unknown: find out before acting.</summary>
internal static class EffectTable
{
    /// <summary>Codes given before a service acts: signature, permission, form, quota and rate are checked first.</summary>
    private static readonly FrozenDictionary<string, CloudEffect> Common = new Dictionary<string, CloudEffect>
    {
        ["AuthFailure*"] = CloudEffect.None,
        ["UnauthorizedOperation*"] = CloudEffect.None,
        ["InvalidParameter*"] = CloudEffect.None,
        ["MissingParameter*"] = CloudEffect.None,
        ["UnknownParameter*"] = CloudEffect.None,
        ["InvalidAction*"] = CloudEffect.None,
        ["InvalidRequest*"] = CloudEffect.None,
        ["ActionOffline*"] = CloudEffect.None,
        ["NoSuchVersion*"] = CloudEffect.None,
        ["NoSuchProduct*"] = CloudEffect.None,
        ["UnsupportedProtocol*"] = CloudEffect.None,
        ["UnsupportedRegion*"] = CloudEffect.None,
        ["UnsupportedOperation*"] = CloudEffect.None,
        ["OperationDenied*"] = CloudEffect.None,
        ["RequestLimitExceeded*"] = CloudEffect.None,
        ["RequestSizeLimitExceeded*"] = CloudEffect.None,
        ["LimitExceeded*"] = CloudEffect.None,
        ["ResourceInUse*"] = CloudEffect.None,
        ["ResourceNotFound*"] = CloudEffect.None,
        ["ResourceUnavailable*"] = CloudEffect.None,
        ["ResourcesSoldOut*"] = CloudEffect.None,
        ["ResourceInsufficient*"] = CloudEffect.None,
        ["DryRunOperation*"] = CloudEffect.None,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static CloudEffect Of(TencentCloudAction action, string code)
    {
        if (action.Safety == CallSafety.Safe)
        {
            return CloudEffect.None;
        }

        return Find(action.Effects, code) ?? Find(Common, code) ?? CloudEffect.Unknown;
    }

    private static CloudEffect? Find(IReadOnlyDictionary<string, CloudEffect> table, string code)
    {
        if (table.TryGetValue(code, out CloudEffect exact))
        {
            return exact;
        }

        CloudEffect? found = null;
        int longest = -1;
        foreach ((string pattern, CloudEffect effect) in table)
        {
            if (pattern.Length - 1 > longest && pattern[^1] == '*' && code.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal))
            {
                (found, longest) = (effect, pattern.Length - 1);
            }
        }

        return found;
    }
}
