namespace CloudBase.MultiTenant.Ports;

/// <summary>What a probe found.</summary>
public enum ProbeOutcome
{
    /// <summary>The environment accepted the credential.</summary>
    Reached,

    /// <summary>The environment refused the credential.</summary>
    Refused,

    /// <summary>It could not be told: no answer, or an answer nobody knows.</summary>
    Unclear,
}
