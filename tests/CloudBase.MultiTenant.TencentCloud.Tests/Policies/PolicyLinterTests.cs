using CloudBase.MultiTenant.TencentCloud.Policies;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Policies;

public sealed class PolicyLinterTests
{
    private const string Own = "qcs::tcb:ap-shanghai:uin/100000000001:env/abc-1a2b3c";

    [Theory]
    [InlineData("tcb:DescribeEnvs", "*", PolicyRule.UnscopedGrant)]
    [InlineData("tcb:RunCommands", "*", PolicyRule.UnscopedGrant)]
    [InlineData("tcb:DescribeBillingInfo", "*", PolicyRule.UnscopedGrant)]
    [InlineData("tcb:*", "*", PolicyRule.UnscopedGrant)]
    [InlineData("cam:CreateRole", "*", PolicyRule.UnscopedGrant, PolicyRule.ForeignService, PolicyRule.ForbiddenGrant)]
    [InlineData("cam:GetUser", Own, PolicyRule.ForeignService, PolicyRule.ForbiddenGrant, PolicyRule.OperationLevelAction)]
    [InlineData("*", Own, PolicyRule.ActionForm)]
    [InlineData("*", "*", PolicyRule.ActionForm)]
    [InlineData("tc*:DescribeEnvs", Own, PolicyRule.ActionForm)]
    [InlineData("name/tcb:DescribeEnvs", Own, PolicyRule.ActionForm)]
    [InlineData("tcb:", Own, PolicyRule.ActionForm)]
    [InlineData("tcb:DescribeEnvs", "qcs::tcb:ap-shanghai:uin/100000000001:env/*", PolicyRule.ForeignResource)]
    [InlineData("tcb:DescribeEnvs", "qcs::tcb:ap-shanghai:uin/100000000001:env/abc-1a2b3c*", PolicyRule.ForeignResource)]
    [InlineData("tcb:DescribeEnvs", "qcs::tcb:ap-shanghai:uin/100000000001:*", PolicyRule.ForeignResource)]
    [InlineData("tcb:DescribeEnvs", "qcs::tcb:ap-shanghai:uin/100000000001:env/other", PolicyRule.ForeignResource)]
    [InlineData("tcb:DescribeEnvs", "qcs::tcb:ap-shanghai:uin/100000000002:env/abc-1a2b3c", PolicyRule.ForeignResource)]
    [InlineData("tcb:DescribeEnvs", "qcs::tcb:ap-shanghai:*:env/abc-1a2b3c", PolicyRule.ForeignResource)]
    [InlineData("tcb:DescribeEnvs", "qcs::*:ap-shanghai:uin/100000000001:env/abc-1a2b3c", PolicyRule.ForeignResource)]
    [InlineData("tcb:DescribeEnvs", "qcs:project:tcb:ap-shanghai:uin/100000000001:env/abc-1a2b3c", PolicyRule.ForeignResource)]
    [InlineData("cos:GetObject", "qcs::cos:ap-shanghai:uid/1250000000:*", PolicyRule.ForeignResource)]
    [InlineData("cos:GetObject", "qcs::cos:ap-shanghai:uid/1250000000:6162-abc-1a2b3c-1250000000*", PolicyRule.ForeignResource)]
    [InlineData("scf:GetFunction", "qcs::scf:ap-shanghai:uin/100000000001:namespace/*", PolicyRule.ForeignResource)]
    [InlineData("cvm:DescribeInstances", Own, PolicyRule.ForeignService)]
    [InlineData("tcb:DescribeEnvs", "env/abc-1a2b3c", PolicyRule.ResourceForm, PolicyRule.ForeignResource)]
    [InlineData("tcb:RunCommands", Own, PolicyRule.OperationLevelAction)]
    [InlineData("tcb:CreateFunction", Own, PolicyRule.OperationLevelAction)]
    [InlineData("tcb:CreateApiKey", Own, PolicyRule.ForbiddenGrant)]
    [InlineData("tcb:createapikey", Own, PolicyRule.ForbiddenGrant)]
    [InlineData("tcb:DestroyEnv", Own, PolicyRule.ForbiddenGrant)]
    [InlineData("tcb:CheckTcbService", "*")]
    [InlineData("tcb:DescribeEnvs", Own)]
    [InlineData("tcb:*", Own)]
    [InlineData("tcb:DescribeEnvs", "qcs::tcb::uin/100000000001:env/abc-1a2b3c")]
    public void Lint_OneGrant_FindsExactlyTheRulesItBreaks(string action, string resource, params PolicyRule[] expected)
    {
        PolicyDocument document = WithDenials(new PolicyStatement(PolicyEffect.Allow, [action], [resource]));

        PolicyLinter.Lint(document, PolicyWorld.Scope).Select(f => f.Rule).Distinct().Should().BeEquivalentTo(expected);
    }

    [Fact]
    public void Lint_MoreThan30Actions_IsFound()
    {
        PolicyDocument document = WithDenials(new PolicyStatement(PolicyEffect.Allow, Enumerable.Range(0, 31).Select(i => $"tcb:Action{i}"), [Own]));

        PolicyLinter.Lint(document, PolicyWorld.Scope).Should().ContainSingle().Which.Rule.Should().Be(PolicyRule.StatementSize);
    }

    [Fact]
    public void Lint_DocumentOf6145Characters_IsFoundAndOf6144IsNot()
    {
        PolicyDocument OfLength(int length)
        {
            PolicyStatement[] fill = [.. Enumerable.Range(0, 5).Select(i => new PolicyStatement(PolicyEffect.Allow, Enumerable.Range(0, 20).Select(j => $"tcb:Fill{i}x{j}x"), [Own]))];
            int missing = length - WithDenials(fill).ToJson().Length;
            fill[0] = new PolicyStatement(PolicyEffect.Allow, fill[0].Actions.Skip(1).Append(fill[0].Actions[0] + new string('y', missing)), [Own]);
            return WithDenials(fill);
        }

        PolicyLinter.Lint(OfLength(6144), PolicyWorld.Scope).Should().BeEmpty();
        PolicyLinter.Lint(OfLength(6145), PolicyWorld.Scope).Should().ContainSingle().Which.Rule.Should().Be(PolicyRule.DocumentLength);
    }

    [Fact]
    public void Lint_EachDenialLeftOut_IsFoundByName()
    {
        foreach (string left in RequiredDenials.All)
        {
            var document = new PolicyDocument(RequiredDenials.All.Except([left]).Chunk(30).Select(a => new PolicyStatement(PolicyEffect.Deny, a, ["*"])));

            PolicyLinter.Lint(document, PolicyWorld.Scope).Should().ContainSingle(f => f.Rule == PolicyRule.MissingDenial && f.Subject == left);
        }
    }

    [Fact]
    public void Lint_DenialsOnOneResourceOrWithACondition_DoNotCount()
    {
        PolicyCondition[] condition = [new("ip_equal", "qcs:ip", ["10.0.0.0/8"])];
        var onOne = new PolicyDocument(RequiredDenials.All.Chunk(30).Select(a => new PolicyStatement(PolicyEffect.Deny, a, [Own])));
        var conditional = new PolicyDocument(RequiredDenials.All.Chunk(30).Select(a => new PolicyStatement(PolicyEffect.Deny, a, ["*"], condition)));

        PolicyLinter.Lint(onOne, PolicyWorld.Scope).Should().HaveCount(RequiredDenials.All.Count);
        PolicyLinter.Lint(conditional, PolicyWorld.Scope).Should().HaveCount(RequiredDenials.All.Count);
    }

    [Theory]
    [InlineData("string_equal", "qcs:resource_tag", true)]
    [InlineData("for_any_value:string_equal", "qcs:resource_tag", true)]
    [InlineData("string_like", "qcs:resource_tag", false)]
    [InlineData("string_equal", "qcs:something", false)]
    public void Lint_Condition_IsTakenOnlyWhenKnown(string test, string key, bool taken)
    {
        PolicyDocument document = WithDenials(new PolicyStatement(PolicyEffect.Allow, ["tcb:DescribeEnvs"], [Own], [new PolicyCondition(test, key, ["cbmt&x"])]));

        PolicyLinter.Lint(document, PolicyWorld.Scope).Any(f => f.Rule == PolicyRule.ConditionKey).Should().Be(!taken);
    }

    [Fact]
    public void Lint_ConditionOnAnUnscopedGrant_DoesNotExcuseIt()
    {
        PolicyDocument document = WithDenials(new PolicyStatement(
            PolicyEffect.Allow, ["cos:*"], ["*"], [new PolicyCondition("for_any_value:string_equal", "qcs:resource_tag", ["cbmt&x"])]));

        PolicyLinter.Lint(document, PolicyWorld.Scope).Should().ContainSingle().Which.Rule.Should().Be(PolicyRule.UnscopedGrant);
    }

    [Fact]
    public void Issue_CustomPolicyThatIsTooBroad_IsRefusedWithEveryFinding()
    {
        var issuer = new EnvironmentPolicyIssuer(
            new FixedPolicy(new PolicyDocument([new PolicyStatement(PolicyEffect.Allow, ["tcb:RunCommands"], ["*"])])), NullLogger<EnvironmentPolicyIssuer>.Instance);

        Action act = () => issuer.Issue(PolicyWorld.Full, PolicyWorld.AccountUin);

        act.Should().Throw<PolicyRefusedException>().Which.Findings.Should().HaveCount(1 + RequiredDenials.All.Count);
    }

    [Fact]
    public void Issue_VendorTemplate_IsTakenScopedAndReachesOthersOnlyWhenSaid()
    {
        PolicyDocument scoped = Issuer(new VendorEnvironmentPolicy()).Issue(PolicyWorld.Full, PolicyWorld.AccountUin);
        PolicyDocument wide = Issuer(new VendorEnvironmentPolicy { ReachesOtherTenants = true }).Issue(PolicyWorld.Full, PolicyWorld.AccountUin);

        SmallEvaluator.Allows(scoped, "tcb:RunCommands", null).Should().BeFalse();
        SmallEvaluator.Allows(wide, "tcb:RunCommands", null).Should().BeTrue();
        SmallEvaluator.Allows(wide, "cam:CreateRole", null).Should().BeFalse();
        SmallEvaluator.Allows(wide, "tcb:CreateEnv", null).Should().BeFalse();
        wide.ToJson().Length.Should().BeLessThanOrEqualTo(PolicyDocument.MaxCharacters);
    }

    private static EnvironmentPolicyIssuer Issuer(IEnvironmentPolicy policy) => new(policy, NullLogger<EnvironmentPolicyIssuer>.Instance);

    private static PolicyDocument WithDenials(params PolicyStatement[] statements) => new(statements.Concat(RequiredDenials.ToStatements()));

    private sealed class FixedPolicy(PolicyDocument document) : IEnvironmentPolicy
    {
        public PolicyDocument Create(EnvironmentPolicyScope scope) => document;
    }
}
