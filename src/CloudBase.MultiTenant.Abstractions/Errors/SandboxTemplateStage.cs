namespace CloudBase.MultiTenant;

/// <summary>Where making a template ready ended.</summary>
public enum SandboxTemplateStage
{
    /// <summary>Its version was prepared from another definition.</summary>
    Definition,

    /// <summary>Its files could not be written.</summary>
    Files,

    /// <summary>Its script failed.</summary>
    Prepare,

    /// <summary>Its check failed.</summary>
    Check,

    /// <summary>It could not be saved.</summary>
    Save,

    /// <summary>What was saved is not what a sandbox started from it holds.</summary>
    Verify,

    /// <summary>A sandbox started from it could not be made one of its own.</summary>
    Restore,
}
