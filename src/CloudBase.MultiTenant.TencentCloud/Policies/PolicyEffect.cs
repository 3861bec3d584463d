namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>Whether a statement grants or refuses. A refusal always wins.</summary>
public enum PolicyEffect
{
    /// <summary>The statement grants.</summary>
    Allow,

    /// <summary>The statement refuses, whatever others grant.</summary>
    Deny,
}
