using System.Text.Json.Nodes;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>A value that a setting must not have.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Value">The value as appsettings.json holds it.</param>
/// <param name="Code">The code of the problem that it causes.</param>
/// <param name="Shown">What the problem must show of it; null where there is nothing to show.</param>
internal sealed record BadValue(string What, JsonNode? Value, string Code, string? Shown);
