using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>Writes a tenant's policy and lints it; what breaks a rule is refused, never used and never replaced by something broader.</summary>
internal sealed class EnvironmentPolicyIssuer(IEnvironmentPolicy policy, ILogger<EnvironmentPolicyIssuer> logger)
{
    /// <summary>Tries the policy on an environment that has every part, before a real one is bought for it.</summary>
    /// <exception cref="PolicyRefusedException">The policy breaks a rule; the error lists every finding.</exception>
    internal void Check(string accountUin) => Issue(
        new CloudEnvironment
        {
            Id = EnvironmentId.Parse("check-0000000000000000"),
            Alias = "check",
            Status = "NORMAL",
            Readiness = EnvironmentReadiness.Ready,
            Region = "ap-shanghai",
            Parts = new EnvironmentParts
            {
                FunctionNamespace = "check-0000000000000000",
                FunctionRegion = "ap-shanghai",
                Bucket = "6368-check-0000000000000000-1250000000",
                BucketRegion = "ap-shanghai",
                BucketAppId = "1250000000",
                LogTopicId = "00000000-0000-0000-0000-000000000000",
            },
        },
        accountUin);

    /// <summary>Writes the policy of an environment.</summary>
    /// <exception cref="PolicyRefusedException">The policy breaks a rule; the error lists every finding.</exception>
    internal PolicyDocument Issue(CloudEnvironment environment, string accountUin)
    {
        EnvironmentPolicyScope scope = EnvironmentPolicyScope.Create(environment, accountUin);
        PolicyDocument document = policy.Create(scope);
        PolicyFinding[] findings = [.. PolicyLinter.Lint(document, scope)];
        if (policy is VendorEnvironmentPolicy vendor)
        {
            PolicyFinding[] explained = [.. findings.Where(vendor.Explains)];
            if (explained.Length > 0)
            {
                PolicyLog.ReachesOtherTenants(logger, environment.Id, explained.Length);
                findings = [.. findings.Except(explained)];
            }
        }

        if (findings.Length > 0)
        {
            PolicyLog.Refused(logger, environment.Id, findings.Length);
            string[] texts = [.. findings.Select(f => f.ToString())];
            throw new PolicyRefusedException(
                $"The policy for environment {environment.Id} by {policy.GetType().Name} breaks {texts.Length} rule(s) and is not used: {string.Join(" ", texts)}", texts);
        }

        return document;
    }
}
