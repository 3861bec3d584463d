using System.Diagnostics;

namespace CloudBase.MultiTenant;

/// <summary>The names under which traces and metrics are published.</summary>
public static class CloudBaseTelemetry
{
    /// <summary>The name of the one activity source and the one meter.</summary>
    public const string Name = "CloudBase.MultiTenant";

    /// <summary>Gets the one activity source; the packages of this library share it.</summary>
    public static ActivitySource ActivitySource { get; } = new(Name);
}
