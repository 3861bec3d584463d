namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What is wrong with one call.</summary>
internal enum ScheduleFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is refused, and may be tried again.</summary>
    Throttled,

    /// <summary>It fails without an effect.</summary>
    Refused,

    /// <summary>It has its effect, and the reply is lost.</summary>
    ReplyLost,

    /// <summary>The reply is lost first, and the effect comes later or never.</summary>
    Late,
}
