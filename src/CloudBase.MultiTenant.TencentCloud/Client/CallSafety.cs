namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>How often a call may be made. It decides about repetition; the HTTP verb never does.</summary>
public enum CallSafety
{
    /// <summary>At most once: it pays, or makes another one each time. Signed once, sent once, never repeated.</summary>
    Once,

    /// <summary>As often as wanted, with one effect.</summary>
    Idempotent,

    /// <summary>As often as wanted: it changes nothing.</summary>
    Safe,
}
