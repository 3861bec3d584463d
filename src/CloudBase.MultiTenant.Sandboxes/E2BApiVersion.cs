namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Which version of E2B's control API a service speaks.</summary>
public enum E2BApiVersion
{
    /// <summary>The second where the service knows it, the first otherwise: found out by the first call.</summary>
    Automatic,

    /// <summary>The first (<c>/sandboxes</c>): CubeSandbox and older services.</summary>
    First,

    /// <summary>The second (<c>/v2/sandboxes</c>).</summary>
    Second,
}
