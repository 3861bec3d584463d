namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>A condition of a statement: it narrows what the statement speaks of.</summary>
/// <param name="Operator">The test, such as <c>for_any_value:string_equal</c>.</param>
/// <param name="Key">What is tested, such as <c>qcs:resource_tag</c>.</param>
/// <param name="Values">The values, of which one must hold.</param>
public sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values);
