namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What a host was told when it was made: hosts of two releases run side by side while a pool is rolled over.</summary>
/// <param name="Version">The version of the pool's template.</param>
/// <param name="Provider">The pool's provider.</param>
internal sealed record ScheduleRelease(string Version, string Provider)
{
    /// <summary>Gets the provider's template, by which a sandbox's version is known.</summary>
    public string Base => $"base-{Version}";
}
