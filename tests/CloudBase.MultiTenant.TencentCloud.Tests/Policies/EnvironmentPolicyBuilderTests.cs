using CloudBase.MultiTenant.TencentCloud.Policies;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Policies;

public sealed class EnvironmentPolicyBuilderTests
{
    private static readonly EnvironmentPolicyBuilder Builder = new();

    [Fact]
    public void Create_FullEnvironment_IsTheApprovedText()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Policies");
        string approved = File.ReadAllText(Path.Combine(folder, "environment-policy.approved.json")).Trim();
        string received = Builder.Create(PolicyWorld.Scope).ToJson();
        File.WriteAllText(Path.Combine(folder, "environment-policy.received.json"), received + "\n");

        received.Should().Be(approved, "a changed policy changes what tenants may do: look at the received file, and approve it knowingly");
    }

    [Fact]
    public void Create_Twice_GivesTheSameHash()
    {
        PolicyDocument first = Builder.Create(PolicyWorld.Scope);

        PolicyDocument.Parse(first.ToJson()).Hash.Should().Be(first.Hash).And.Be(Builder.Create(PolicyWorld.Scope).Hash);
        first.Hash.Should().MatchRegex("^[0-9a-f]{64}$");
    }

    [Fact]
    public void Create_LongestNames_StaysFarBelowTheCloudsLimit()
    {
        string id = new('e', 60);

        Builder.Create(EnvironmentPolicyScope.Create(PolicyWorld.Environment(id), PolicyWorld.AccountUin)).ToJson().Length
            .Should().BeLessThan(PolicyDocument.MaxCharacters * 4 / 5);
    }

    [Fact]
    public void Create_EnvironmentWithoutParts_GrantsNothingOnPartsItDoesNotHave()
    {
        PolicyDocument policy = Builder.Create(EnvironmentPolicyScope.Create(PolicyWorld.Full with { Parts = new() }, PolicyWorld.AccountUin));

        policy.ToJson().Should().NotContain("qcs::scf").And.NotContain("qcs::cos").And.NotContain("qcs::cls");
        PolicyLinter.Lint(policy, EnvironmentPolicyScope.Create(PolicyWorld.Full with { Parts = new() }, PolicyWorld.AccountUin)).Should().BeEmpty();
    }

    [Fact]
    public void Create_SharedBucket_ReachesOnlyItsPathAndCannotList()
    {
        EnvironmentPolicyScope scope = EnvironmentPolicyScope.Create(
            PolicyWorld.Full with { Parts = PolicyWorld.Full.Parts with { BucketBasePath = "/t/a/" } }, PolicyWorld.AccountUin);
        PolicyDocument policy = Builder.Create(scope);
        string bucket = $"qcs::cos:ap-shanghai:uid/1250000000:{scope.Parts.Bucket}";

        SmallEvaluator.Allows(policy, "cos:GetObject", $"{bucket}/t/a/x").Should().BeTrue();
        SmallEvaluator.Allows(policy, "cos:GetObject", $"{bucket}/t/ab/x").Should().BeFalse();
        SmallEvaluator.Allows(policy, "cos:GetObject", $"{bucket}/x").Should().BeFalse();
        SmallEvaluator.Allows(policy, "cos:GetBucket", $"{bucket}/t/a/").Should().BeFalse("a listing would show the neighbours' files");
    }

    [Theory]
    [InlineData("env*")]
    [InlineData("env:x")]
    [InlineData("env\"x")]
    public void CreateScope_IdThatWouldWidenAPolicy_IsRefused(string id)
    {
        Action act = () => EnvironmentPolicyScope.Create(PolicyWorld.Environment("e") with { Id = EnvironmentId.Parse(id) }, PolicyWorld.AccountUin);

        act.Should().Throw<PolicyRefusedException>().Which.Findings.Should().ContainSingle();
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    public void CreateScope_PathThatWouldWidenAPolicy_IsRefused(string path)
    {
        Action act = () => EnvironmentPolicyScope.Create(
            PolicyWorld.Full with { Parts = PolicyWorld.Full.Parts with { BucketBasePath = path } }, PolicyWorld.AccountUin);

        act.Should().Throw<PolicyRefusedException>();
    }

    [Fact]
    public void Create_EveryGrantedAction_IsKnownAndAuthorisedOnTheResourceItIsGrantedOn()
    {
        foreach (PolicyStatement statement in Builder.Create(PolicyWorld.Scope).Statements.Where(s => s.Effect == PolicyEffect.Allow))
        {
            GrantLevel expected = statement.Resources.Contains("*") ? GrantLevel.Operation : GrantLevel.Resource;
            statement.Actions.Should().OnlyContain(action => ActionGranularityTable.Default.Find(action) == expected);
        }
    }
}
