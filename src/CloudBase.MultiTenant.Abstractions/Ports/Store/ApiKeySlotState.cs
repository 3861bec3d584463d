namespace CloudBase.MultiTenant.Ports;

/// <summary>How far an API key's row is.</summary>
public enum ApiKeySlotState
{
    /// <summary>A host is making the key; the claim expires.</summary>
    Claimed,

    /// <summary>The key works.</summary>
    Issued,

    /// <summary>The key is no longer handed out and is to be deleted.</summary>
    Retiring,
}
