using CloudBase.MultiTenant.Emulator.Policies;
using CsCheck;

namespace CloudBase.MultiTenant.Emulator.Tests.Policies;

public sealed class PolicyEvaluatorTests
{
    private static readonly Gen<string> EnvironmentIds = Gen.String[Gen.Char["abc-7*"], 1, 8].Where(id => !id.Contains('*', StringComparison.Ordinal));

    [Theory]
    [InlineData("tcb:DescribeEnvs", "tcb:DescribeEnvs", true)]
    [InlineData("tcb:*", "tcb:DestroyEnv", true)]
    [InlineData("tcb:Describe*", "tcb:DescribeEnvs", true)]
    [InlineData("tcb:Describe*", "tcb:DestroyEnv", false)]
    [InlineData("name/tcb:*", "tcb:DestroyEnv", true)]
    [InlineData("*", "cam:AddUser", true)]
    [InlineData("tcb:describeenvs", "tcb:DescribeEnvs", false)]
    [InlineData("*:Describe*", "tag:DescribeTags", true)]
    [InlineData("tcbr:*", "tcb:DescribeEnvs", false)]
    public void Action_AgainstAPattern_Matches(string pattern, string action, bool matches) =>
        Allowed(Statement("allow", pattern, "*"), action, null).Should().Be(matches);

    [Theory]
    [InlineData("qcs::tcb:ap-shanghai:uin/100:env/a-1", true)]
    [InlineData("qcs::tcb::uin/100:env/a-1", true)]
    [InlineData("qcs::tcb:::env/a-1", true)]
    [InlineData("qcs::tcb:ap-*:uin/100:env/a-*", true)]
    [InlineData("qcs::tcb:ap-shanghai:uin/100:*", true)]
    [InlineData("*", true)]
    [InlineData("qcs::tcb:ap-shanghai:uin/100:env/a-2", false)]
    [InlineData("qcs::tcb:ap-shanghai:uin/100:env/a", false)]
    [InlineData("qcs::tcb:ap-shanghai:uin/100:env/A-1", false)]
    [InlineData("qcs::tcb:ap-singapore:uin/100:env/a-1", false)]
    [InlineData("qcs::tcb:ap-shanghai:uin/200:env/a-1", false)]
    [InlineData("qcs::scf:ap-shanghai:uin/100:env/a-1", false)]
    [InlineData("qcs:1:tcb:ap-shanghai:uin/100:env/a-1", false)]
    public void Resource_AgainstAPattern_Matches(string resource, bool matches) =>
        Allowed(Statement("allow", "tcb:*", resource), "tcb:DescribeEnvs", Environment("a-1")).Should().Be(matches);

    [Fact]
    public void Deny_BesideAnyAllow_Wins()
    {
        var policy = Document($"{Statement("allow", "*", "*")},{Statement("deny", "tcb:DestroyEnv", "qcs::tcb:::env/a-1")}");

        PolicyEvaluator.IsAllowed([policy], "tcb:DestroyEnv", Environment("a-1")).Should().BeFalse();
        PolicyEvaluator.IsAllowed([policy], "tcb:DestroyEnv", Environment("b-1")).Should().BeTrue();
        PolicyEvaluator.IsAllowed([Document(Statement("deny", "tcb:DestroyEnv", "*")), policy], "tcb:DestroyEnv", Environment("b-1")).Should().BeFalse();
        PolicyEvaluator.IsAllowed([policy, Document(Statement("deny", "*", "*"))], "tcb:DescribeEnvs", Environment("b-1")).Should().BeFalse();
    }

    [Theory]
    [InlineData("qcs::tcb:::env/a-1", false)]
    [InlineData("qcs::tcb:::*", false)]
    [InlineData("*", true)]
    public void OperationLevelAction_ByAScopedGrant_IsNotAuthorised(string resource, bool allowed) =>
        Allowed(Statement("allow", "tcb:*", resource), "tcb:CreateEnv", null).Should().Be(allowed);

    [Theory]
    [InlineData("string_equal")]
    [InlineData("for_any_value:string_equal")]
    public void TagCondition_OnAResource_IsMet(string test)
    {
        var statement = $$"""{"effect":"allow","action":"tcb:*","resource":"*","condition":{"{{test}}":{"qcs:resource_tag":["tenant&acme"]} } }""";

        Allowed(statement, "tcb:DescribeEnvs", Environment("a-1", "tenant&acme")).Should().BeTrue();
        Allowed(statement, "tcb:DescribeEnvs", Environment("a-1", "tenant&other")).Should().BeFalse();
        Allowed(statement, "tcb:DescribeEnvs", Environment("a-1")).Should().BeFalse();
        Allowed(statement, "tcb:CreateEnv", null).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"version":"1.0","statement":[]}""", "version")]
    [InlineData("""{"statement":[]}""", "version")]
    [InlineData("""{"version":"2.0"}""", "statement")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"permit","action":"*","resource":"*"}]}""", "permit")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":[],"resource":"*"}]}""", "action")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"env/a"}]}""", "env/a")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","principal":{"qcs":"*"}}]}""", "principal")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","condition":{"ip_equal":{"qcs:ip":"10.0.0.0/8"}}}]}""", "ip_equal")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","condition":{"string_equal":{"qcs:ip":"x"}}}]}""", "qcs:ip")]
    [InlineData("not json", "JSON")]
    public void Parse_WhatIsNotEvaluated_IsRefusedByName(string document, string named) =>
        FluentActions.Invoking(() => PolicyDocument.Parse(document)).Should().Throw<PolicyFormatException>().WithMessage($"*{named}*");

    [Fact]
    public void Policy_OfOneTenant_ReachesNoOther() =>
        Gen.Select(EnvironmentIds, EnvironmentIds, Gen.OneOf(Gen.Const("tcb:*"), Gen.Const("*"), Gen.Const("tcb:D*"), Gen.Const("*:*"))).Sample((mine, other, action) =>
            Allowed(Statement("allow", action, $"qcs::tcb:ap-shanghai:uin/100:env/{mine}"), "tcb:DescribeEnvs", Environment(other)) == (mine == other));

    [Fact]
    public void Wildcard_AgainstRandomText_AgreesWithARegularExpression() =>
        Gen.Select(Gen.String[Gen.Char["ab*"], 0, 8], Gen.String[Gen.Char["ab"], 0, 8]).Sample((pattern, text) =>
            Wildcard.Matches(pattern, text)
            == System.Text.RegularExpressions.Regex.IsMatch(text, "^" + pattern.Replace("*", ".*", StringComparison.Ordinal) + "$"));

    private static bool Allowed(string statements, string action, AccessTarget? target) =>
        PolicyEvaluator.IsAllowed([Document(statements)], action, target);

    private static PolicyDocument Document(string statements) => PolicyDocument.Parse($$"""{"version":"2.0","statement":[{{statements}}]}""");

    private static string Statement(string effect, string action, string resource) =>
        $$"""{"effect":"{{effect}}","action":["{{action}}"],"resource":["{{resource}}"]}""";

    private static AccessTarget Environment(string id, params string[] tags) => new(ResourceName.Environment("ap-shanghai", "100", id), tags);
}
