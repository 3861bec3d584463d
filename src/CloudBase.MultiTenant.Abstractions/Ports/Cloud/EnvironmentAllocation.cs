namespace CloudBase.MultiTenant.Ports;

/// <summary>What is asked of the cloud's own pool.</summary>
/// <param name="AllocateId">The id under which it is asked, at most 64 characters; the same id gets the same environment.</param>
/// <param name="Tags">What the vendor is to note with it: keys and values of letters, digits and <c>_</c>.</param>
/// <param name="RequireFunction">Whether it has to have cloud functions.</param>
public sealed record EnvironmentAllocation(string AllocateId, IReadOnlyDictionary<string, string> Tags, bool RequireFunction);
