namespace CloudBase.MultiTenant;

/// <summary>A trigger of a function.</summary>
/// <param name="Name">The trigger's name.</param>
/// <param name="Type">What kind: <c>timer</c>. Others hang on things that no template has, and are refused.</param>
/// <param name="Configuration">When: a cron expression of seven fields.</param>
public sealed record TemplateTrigger(string Name, string Type, string Configuration);
