namespace CloudBase.MultiTenant.Ports;

/// <summary>Whether a step's call may be made again when its outcome is unknown.</summary>
public enum StepSafety
{
    /// <summary>Yes: making it again ends the same.</summary>
    Idempotent,

    /// <summary>No: it is made again only after reconciling says that it is not there.</summary>
    Once,
}
