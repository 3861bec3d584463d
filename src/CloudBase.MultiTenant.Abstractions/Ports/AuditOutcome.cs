namespace CloudBase.MultiTenant.Ports;

/// <summary>What an audit record says of a mutating cloud call.</summary>
public enum AuditOutcome
{
    /// <summary>It is about to be made.</summary>
    Intent,

    /// <summary>It had its effect.</summary>
    Applied,

    /// <summary>It had no effect.</summary>
    None,

    /// <summary>It may have had its effect.</summary>
    Unknown,

    /// <summary>Its effect was undone.</summary>
    Compensated,
}
