using CloudBase.MultiTenant.TencentCloud.Policies;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Policies;

public sealed class PolicyDocumentTests
{
    [Theory]
    [InlineData("""{"version":"2.0"}""")]
    [InlineData("""{"version":"1.0","statement":[]}""")]
    [InlineData("""{"version":2.0,"statement":[]}""")]
    [InlineData("""{"version":"2.0","statement":{}}""")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"Allow","action":"tcb:A","resource":"*"}]}""")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":"tcb:A"}]}""")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":[1],"resource":"*"}]}""")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","not_action":"tcb:A","resource":"*"}]}""")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","principal":"*","action":"tcb:A","resource":"*"}]}""")]
    [InlineData("""{"version":"2.0","statement":[{"effect":"allow","action":"tcb:A","resource":"*","condition":[]}]}""")]
    [InlineData("""{"version":"2.0","statement":[""")]
    [InlineData("[]")]
    public void Parse_WhatIsNotUnderstood_IsRefused(string json)
    {
        Action act = () => PolicyDocument.Parse(json);

        act.Should().Throw<FormatException>();
    }

    [Fact]
    public void Parse_OtherOrderAndSpaces_GivesTheSameHash()
    {
        PolicyDocument one = PolicyDocument.Parse("""{ "statement": [ { "resource": "*", "action": ["tcb:B", "tcb:A", "tcb:A"], "effect": "deny" } ], "version": "2.0" }""");

        one.ToJson().Should().Be("""{"version":"2.0","statement":[{"effect":"deny","action":["tcb:A","tcb:B"],"resource":["*"]}]}""");
        PolicyDocument.Parse(one.ToJson()).Hash.Should().Be(one.Hash);
    }

    [Fact]
    public void ToJson_TagCondition_KeepsTheAmpersand()
    {
        var document = new PolicyDocument(
            [new PolicyStatement(PolicyEffect.Allow, ["cos:*"], ["*"], [new PolicyCondition("for_any_value:string_equal", "qcs:resource_tag", ["k&v"])])]);

        document.ToJson().Should().Contain("""condition":{"for_any_value:string_equal":{"qcs:resource_tag":["k&v"]}}""");
        PolicyDocument.Parse(document.ToJson()).Hash.Should().Be(document.Hash);
    }
}
