namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>A rule that a policy breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Statement">The statement, counted from 1; 0 when it is about the whole document.</param>
/// <param name="Subject">The action, resource or key that breaks it.</param>
/// <param name="Message">What is wrong, why it matters and the way out.</param>
public sealed record PolicyFinding(PolicyRule Rule, int Statement, string Subject, string Message)
{
    /// <summary>Returns where and what.</summary>
    public override string ToString() => Statement == 0 ? $"{Rule}: {Message}" : $"{Rule} (statement {Statement}): {Message}";
}
