namespace CloudBase.MultiTenant;

/// <summary>What became of one look.</summary>
public enum PreflightStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and should be otherwise.</summary>
    Warning,

    /// <summary>Tenants cannot be served like this.</summary>
    Failed,

    /// <summary>It could not be looked at; the finding says why.</summary>
    NotChecked,
}
