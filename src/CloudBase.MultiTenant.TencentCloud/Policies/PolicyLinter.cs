using System.IO.Enumeration;

namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>Finds what makes a policy unfit for a tenant: too broad, not enforced by the cloud, or too long. Thread-safe.</summary>
public static class PolicyLinter
{
    private static readonly string[] EnvironmentServices = ["tcb", "tcbr", "lowcode", "scf", "cls", "cos"];

    private static readonly string[] ConditionOperators = ["string_equal", "for_any_value:string_equal", "ip_equal", "date_less_than", "date_greater_than"];

    private static readonly string[] ConditionKeys = ["qcs:resource_tag", "qcs:ip", "qcs:current_time"];

    /// <summary>Lints a policy for the environment that it is meant for.</summary>
    /// <param name="document">The policy.</param>
    /// <param name="scope">The environment.</param>
    /// <returns>Every finding; empty when the policy may be used.</returns>
    public static IReadOnlyList<PolicyFinding> Lint(PolicyDocument document, EnvironmentPolicyScope scope)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(scope);
        List<PolicyFinding> findings = [];
        if (document.ToJson().Length > PolicyDocument.MaxCharacters)
        {
            findings.Add(new PolicyFinding(PolicyRule.DocumentLength, 0, document.ToJson().Length.ToString(),
                $"the document has {document.ToJson().Length} characters, at most {PolicyDocument.MaxCharacters} are taken: name fewer actions, or join resources."));
        }

        for (int i = 0; i < document.Statements.Count; i++)
        {
            PolicyStatement statement = document.Statements[i];
            CheckForm(statement, i + 1, findings);
            if (statement.Effect == PolicyEffect.Allow)
            {
                CheckGrant(statement, i + 1, scope, findings);
            }
        }

        CheckDenials(document, findings);
        return findings;
    }

    private static void CheckForm(PolicyStatement statement, int number, List<PolicyFinding> findings)
    {
        if (statement.Actions.Count is 0 or > PolicyDocument.MaxActionsPerStatement || statement.Resources.Count == 0)
        {
            findings.Add(new PolicyFinding(PolicyRule.StatementSize, number, $"{statement.Actions.Count}/{statement.Resources.Count}",
                $"it has {statement.Actions.Count} actions and {statement.Resources.Count} resources; 1 to {PolicyDocument.MaxActionsPerStatement} actions and at least one resource are taken: split it."));
        }

        foreach (string action in statement.Actions.Where(a => !IsWellFormed(a)))
        {
            findings.Add(new PolicyFinding(PolicyRule.ActionForm, number, action,
                $"'{action}' is no action: write service:Name, the service in lower case and without wildcard."));
        }

        foreach (string resource in statement.Resources.Where(r => r != "*" && ResourceName.TryParse(r) is null))
        {
            findings.Add(new PolicyFinding(PolicyRule.ResourceForm, number, resource,
                $"'{resource}' is no resource: write * or qcs::service:region:uin/account:resource."));
        }

        foreach (PolicyCondition condition in statement.Conditions)
        {
            if (!ConditionOperators.Contains(condition.Operator) || !ConditionKeys.Contains(condition.Key) || condition.Values.Count == 0)
            {
                findings.Add(new PolicyFinding(PolicyRule.ConditionKey, number, $"{condition.Operator}/{condition.Key}",
                    $"the condition '{condition.Operator}' on '{condition.Key}' is not known: known are {string.Join(", ", ConditionOperators)} on {string.Join(", ", ConditionKeys)}, with at least one value."));
            }
        }
    }

    private static void CheckGrant(PolicyStatement statement, int number, EnvironmentPolicyScope scope, List<PolicyFinding> findings)
    {
        foreach (string resource in statement.Resources.Where(r => r != "*" && !scope.Contains(r)))
        {
            findings.Add(new PolicyFinding(PolicyRule.ForeignResource, number, resource,
                $"'{resource}' is not, or not only, environment {scope.Environment}: name the environment's own resources, up to a '/' without wildcard."));
        }

        bool everywhere = statement.Resources.Contains("*");
        bool somewhere = statement.Resources.Any(r => r != "*");
        foreach (string action in statement.Actions.Where(IsWellFormed))
        {
            ActionGranularityTable table = ActionGranularityTable.Default;
            bool harmless = table.HarmlessReads.Contains(action);
            if (!harmless && !EnvironmentServices.Contains(action[..action.IndexOf(':', StringComparison.Ordinal)]))
            {
                findings.Add(new PolicyFinding(PolicyRule.ForeignService, number, action,
                    $"'{action}' is no action of an environment's services ({string.Join(", ", EnvironmentServices)}): leave it out."));
            }

            if (everywhere && !harmless)
            {
                findings.Add(new PolicyFinding(PolicyRule.UnscopedGrant, number, action,
                    $"'{action}' is granted on every resource, so on every tenant's: name the environment's resource, or leave it out. Taken on * are only {string.Join(", ", table.HarmlessReads.Order(StringComparer.Ordinal))}."));
            }

            if (somewhere && table.Find(action) == GrantLevel.Operation)
            {
                findings.Add(new PolicyFinding(PolicyRule.OperationLevelAction, number, action,
                    $"the cloud authorises '{action}' only as a whole: on a resource it is silently not authorised. Leave it out."));
            }

            if (RequiredDenials.All.FirstOrDefault(denied => Covers(denied, action)) is { } forbidden)
            {
                findings.Add(new PolicyFinding(PolicyRule.ForbiddenGrant, number, action, $"'{action}' is refused to every tenant ('{forbidden}'): leave it out."));
            }
        }
    }

    private static void CheckDenials(PolicyDocument document, List<PolicyFinding> findings)
    {
        string[] denied =
        [
            .. document.Statements
                .Where(s => s.Effect == PolicyEffect.Deny && s.Conditions.Count == 0 && s.Resources.Contains("*"))
                .SelectMany(s => s.Actions),
        ];
        foreach (string required in RequiredDenials.All.Where(required => !denied.Any(pattern => Covers(pattern, required, ignoreCase: false))))
        {
            findings.Add(new PolicyFinding(PolicyRule.MissingDenial, 0, required,
                $"'{required}' is not refused on every resource without condition: add RequiredDenials.ToStatements()."));
        }
    }

    private static bool IsWellFormed(string action)
    {
        int colon = action.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < action.Length - 1
            && !action.AsSpan(0, colon).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789")
            && !action.AsSpan(colon + 1).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*");
    }

    // Grants are compared without case, because it is not known whether the cloud minds it; denials with case, for the same reason.
    private static bool Covers(string pattern, string text, bool ignoreCase = true) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase);
}
