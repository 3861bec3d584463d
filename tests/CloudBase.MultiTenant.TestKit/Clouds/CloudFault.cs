namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>What goes wrong with one call.</summary>
public enum CloudFault
{
    None,
    Throttled,
    LostBefore,
    LostAfter,

    /// <summary>The reply is lost and the effect comes later, up to five minutes after the signature.</summary>
    Late,
    NoBalance,
    SoldOut,
    LimitReached,
    Invalid,
}
