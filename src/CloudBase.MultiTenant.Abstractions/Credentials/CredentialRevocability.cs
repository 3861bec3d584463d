namespace CloudBase.MultiTenant;

/// <summary>Whether a credential can be taken back before it expires.</summary>
public enum CredentialRevocability
{
    /// <summary>Yes, at once: an API key is deleted.</summary>
    Immediate,

    /// <summary>No: it works until it expires; only the environment can be fenced.</summary>
    None,
}
