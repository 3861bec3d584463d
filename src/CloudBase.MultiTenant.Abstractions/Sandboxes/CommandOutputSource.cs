namespace CloudBase.MultiTenant;

/// <summary>Where a command wrote to.</summary>
public enum CommandOutputSource
{
    /// <summary>Standard output.</summary>
    StandardOutput,

    /// <summary>Standard error.</summary>
    StandardError,
}
