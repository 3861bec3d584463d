using System.Diagnostics;

namespace CloudBase.MultiTenant;

/// <summary>The one name under which traces and metrics are published. Thread-safe.</summary>
public static class CloudBaseTelemetry
{
    /// <summary>The name of the one activity source and the one meter.</summary>
    public const string Name = "CloudBase.MultiTenant";

    /// <summary>Gets the one activity source; the packages of this library share it.</summary>
    public static ActivitySource ActivitySource { get; } = new(Name);
}
