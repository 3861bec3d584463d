namespace CloudBase.MultiTenant;

/// <summary>Which template an environment was given.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Definition">The SHA-256 of what defines it, lower-case hexadecimal.</param>
/// <param name="AppliedAt">When it was applied and verified.</param>
public sealed record AppliedTemplate(string Name, string Version, string Definition, DateTimeOffset AppliedAt);
