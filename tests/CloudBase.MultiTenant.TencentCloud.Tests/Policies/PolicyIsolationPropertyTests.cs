using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CsCheck;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Policies;

public sealed class PolicyIsolationPropertyTests
{
    public static TheoryData<string> Policies => ["least", "vendor"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void AnyTenant_AnyAction_NeverReachesAnotherTenantsResource(string name)
    {
        IEnvironmentPolicy policy = Named(name);
        Gen.Select(PolicyWorld.AnyEnvironment, PolicyWorld.AnyEnvironment).Where((a, b) => a.Id != b.Id).Sample((own, neighbour) =>
        {
            PolicyDocument document = policy.Create(EnvironmentPolicyScope.Create(own, PolicyWorld.AccountUin));
            foreach (string resource in PolicyWorld.ConcreteResources(neighbour))
            {
                foreach (string action in Actions().Except(ActionGranularityTable.Default.HarmlessReads))
                {
                    if (SmallEvaluator.Allows(document, action, resource))
                    {
                        throw new InvalidOperationException($"The policy of {own.Id} allows {action} on {resource}.");
                    }
                }
            }
        }, iter: 60, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void AnyTenant_OwnEnvironment_CannotSpendMintRenameTagChangePlanOrDestroy(string name)
    {
        IEnvironmentPolicy policy = Named(name);
        PolicyWorld.AnyEnvironment.Sample(own =>
        {
            PolicyDocument document = policy.Create(EnvironmentPolicyScope.Create(own, PolicyWorld.AccountUin));
            foreach (string action in RequiredDenials.All.Select(a => a.Replace("*", "Anything", StringComparison.Ordinal)))
            {
                foreach (string? resource in PolicyWorld.ConcreteResources(own).Append(null))
                {
                    if (SmallEvaluator.Allows(document, action, resource))
                    {
                        throw new InvalidOperationException($"The policy of {own.Id} allows {action} on {resource ?? "*"}.");
                    }
                }
            }
        }, iter: 60, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void AnyTenant_Policy_PassesTheLinterOfItsOwnEnvironmentAndFailsThatOfAnother(string name)
    {
        IEnvironmentPolicy policy = Named(name);
        Gen.Select(PolicyWorld.AnyEnvironment, PolicyWorld.AnyEnvironment).Where((a, b) => a.Id != b.Id).Sample((own, neighbour) =>
        {
            EnvironmentPolicyScope scope = EnvironmentPolicyScope.Create(own, PolicyWorld.AccountUin);
            PolicyDocument document = policy.Create(scope);
            return PolicyLinter.Lint(document, scope).Count == 0
                && PolicyLinter.Lint(document, EnvironmentPolicyScope.Create(neighbour, PolicyWorld.AccountUin)).Any(f => f.Rule == PolicyRule.ForeignResource);
        }, iter: 300, threads: 1);
    }

    /// <summary>What the linter lets through can do no harm, whatever it is made of: random statements, judged by the small evaluator.</summary>
    [Fact]
    public void AnyDocument_ThatPassesTheLinter_ReachesNoNeighbour()
    {
        CloudEnvironment neighbour = PolicyWorld.Environment("abc-1a2b3c4");
        string[] targets = [.. PolicyWorld.ConcreteResources(neighbour)];
        string[] resources =
        [
            "*", "qcs::tcb:*:uin/100000000001:env/abc-1a2b3c", "qcs::tcb::uin/100000000001:env/abc-1a2b3c*", "qcs::tcb:ap-shanghai:uin/100000000001:env/*",
            "qcs::tcb:ap-shanghai::env/abc-1a2b3c", "qcs::scf:ap-shanghai:uin/100000000001:namespace/*/function/main",
            "qcs::scf:ap-shanghai:uin/100000000001:namespace/abc-1a2b3c/function/*", "qcs::cos:ap-shanghai:uid/1250000000:*",
            "qcs::cos:ap-shanghai:uid/1250000000:6162-abc-1a2b3c-1250000000/*", "qcs::*:ap-shanghai:uin/100000000001:env/abc-1a2b3c",
            "qcs:*:tcb:ap-shanghai:uin/100000000001:env/abc-1a2b3c", "qcs::tcb:ap-shanghai:*:env/abc-1a2b3c4", "qcs::tcb:ap-shanghai:uin/100000000001:*",
        ];
        string[] actions = ["tcb:*", "*", "tcb:Describe*", "tcb:RunCommands", "cos:*", "scf:*", "cam:CreateRole", "t*:*", "tcb:CheckTcbService"];
        Gen<PolicyStatement> statement =
            from a in Gen.Int[0, actions.Length - 1].Select(i => actions[i]).Array[1, 3]
            from r in Gen.Int[0, resources.Length - 1].Select(i => resources[i]).Array[1, 3]
            select new PolicyStatement(PolicyEffect.Allow, a, r);
        int passed = 0;
        statement.Array[1, 3].Sample(statements =>
        {
            var document = new PolicyDocument(statements.Concat(RequiredDenials.ToStatements()));
            if (PolicyLinter.Lint(document, PolicyWorld.Scope).Count > 0)
            {
                return;
            }

            passed++;
            foreach (string target in targets)
            {
                foreach (string action in Actions().Except(ActionGranularityTable.Default.HarmlessReads))
                {
                    if (SmallEvaluator.Allows(document, action, target))
                    {
                        throw new InvalidOperationException($"{document} allows {action} on {target}.");
                    }
                }
            }
        }, iter: 20_000, threads: 1);
        passed.Should().BeGreaterThan(20, "otherwise nothing was tried");
    }

    private static IEnvironmentPolicy Named(string name) => name == "least" ? new EnvironmentPolicyBuilder() : new VendorEnvironmentPolicy();

    private static IEnumerable<string> Actions() => ActionGranularityTable.Default.Actions.Keys.Append("tcb:SomethingNew").Append("scf:SomethingNew").Append("cos:PutBucketACL");
}
