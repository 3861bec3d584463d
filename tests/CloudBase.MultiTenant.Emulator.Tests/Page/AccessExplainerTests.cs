using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;
using CsCheck;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

public sealed class AccessExplainerTests
{
    private static readonly Gen<string> Statements =
        Gen.Select(OneOf("allow", "deny"), OneOf("tcb:*", "tcb:DescribeEnvs", "cam:*", "*"), OneOf("*", "qcs::tcb:::env/a-1", "qcs::tcb:::env/b-*"), OneOf<string?>(null, "tenant&a", "tenant&b"))
            .Select((effect, action, resource, tag) =>
                $$"""{"effect":"{{effect}}","action":"{{action}}","resource":"{{resource}}"{{(tag is null ? "" : $$$""","condition":{"string_equal":{"qcs:resource_tag":"{{{tag}}}"}}""")}}}""");

    [Fact]
    public void Explanation_OfRandomPolicies_DecidesAsTheEvaluatorDid() =>
        Gen.Select(Statements.Array[0, 3].Array[0, 3], OneOf<string?>(null, "a-1", "b-1")).Sample((policies, environment) =>
        {
            var documents = policies.Select(statements => $$"""{"version":"2.0","statement":[{{string.Join(',', statements)}}]}""").ToList();
            var target = environment is null ? null : new AccessTarget(ResourceName.Environment("ap-shanghai", "100", environment), [$"tenant&{environment[0]}"]);
            var entry = Entry();
            entry.Access.Judge(
                "tcb:DescribeEnvs", documents.Select((document, index) => new PolicyRecord { Name = $"p{index}", Document = document }).ToList(), target is null ? [] : [target]);

            var explanation = AccessExplainer.Explain(entry);

            var allowed = PolicyEvaluator.IsAllowed(documents.ConvertAll(PolicyDocument.Parse), "tcb:DescribeEnvs", target);
            return explanation.Decision == (allowed ? "allowed" : "denied")
                && (!allowed || explanation.Judgements[^1].StatementText!.Contains("allow", StringComparison.Ordinal));
        });

    [Fact]
    public async Task Denial_ByTheTagCondition_NamesTheStatementAndTheTags()
    {
        await using var page = await PageCloud.StartAsync();
        var (_, keys, _) = await page.OnboardAsync("mine");
        var (other, _, _) = await page.OnboardAsync("theirs");

        (await page.Cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = other })).Should().Be("AuthFailure.UnauthorizedOperation");

        var newest = await page.NewestAsync();
        newest.GetProperty("outcomeKind").GetString().Should().Be("denied");
        newest.GetProperty("who").GetString().Should().Be("mine-platform");
        newest.GetProperty("environmentId").GetString().Should().Be(other);
        var access = newest.GetProperty("access");
        access.GetProperty("decision").GetString().Should().Be("denied");
        access.GetProperty("because").GetString().Should().Contain("1 names the action and does not apply");
        var near = access.GetProperty("judgements")[0].GetProperty("nearMisses")[0];
        near.GetProperty("why").GetString().Should().Contain("tenant&mine").And.Contain("tenant&theirs");
        near.GetProperty("statementText").GetString().Should().Contain("for_any_value:string_equal");
    }

    [Fact]
    public async Task Denial_ByADeny_ShowsThatStatement()
    {
        await using var page = await PageCloud.StartAsync();
        var (environment, keys, _) = await page.OnboardAsync("mine");

        await page.Cloud.CodeOfAsync(keys, "tcb", "ModifyEnv", new { EnvId = environment, Alias = "renamed" });

        var judgement = (await page.NewestAsync()).GetProperty("access").GetProperty("judgements")[0];
        judgement.GetProperty("reason").GetString().Should().Contain("a deny wins");
        judgement.GetProperty("statement").GetInt32().Should().Be(2);
        judgement.GetProperty("statementText").GetString().Should().Contain("\"effect\": \"deny\"");
    }

    [Fact]
    public async Task Explanation_AfterThePolicyIsChanged_TellsWhatHeldThen()
    {
        await using var page = await PageCloud.StartAsync();
        var policy = JsonSerializer.Serialize(new { version = "2.0", statement = new[] { new { effect = "allow", action = "cam:GetUser", resource = "*" } } });
        var (keys, _, policyId) = await page.Cloud.SubAccountAsync("reader", JsonSerializer.Deserialize<JsonElement>(policy));
        await page.Cloud.CallAsync(keys, "cam", "GetUser", new { Name = "reader" });
        var number = (await page.JsonAsync("api/requests?most=1")).GetProperty("last").GetInt64();

        await page.Cloud.CallAsync("cam", "UpdatePolicy", new { PolicyId = policyId, PolicyDocument = policy.Replace("allow", "deny", StringComparison.Ordinal) });

        var access = (await page.JsonAsync($"api/requests/{number}")).GetProperty("access");
        access.GetProperty("decision").GetString().Should().Be("allowed");
        access.GetProperty("judgements")[0].GetProperty("statementText").GetString().Should().Contain("allow");
    }

    [Fact]
    public async Task Call_WithTemporaryKeys_IsExplainedByThePolicyOfTheToken()
    {
        await using var page = await PageCloud.StartAsync();
        var (environment, _, _) = await page.OnboardAsync("mine");
        var keys = await page.Cloud.FederateAsync(page.Cloud.Root, new { version = "2.0", statement = new[] { new { effect = "allow", action = "tag:*", resource = "*" } } });

        await page.Cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = environment });

        var access = (await page.NewestAsync()).GetProperty("access");
        access.GetProperty("because").GetString().Should().Be("No statement of the 1 policy of the temporary keys names tcb:DescribeEnvs, and what nobody allows is denied.");
    }

    [Fact]
    public async Task Call_OfTheRootAccount_NeedsNoStatement()
    {
        await using var page = await PageCloud.StartAsync();
        await page.Cloud.CreateEnvAsync();

        (await page.NewestAsync()).GetProperty("access").GetProperty("because").GetString().Should().Contain("root account");
    }

    [Fact]
    public async Task Call_WithABadSignature_WasNotJudged()
    {
        await using var page = await PageCloud.StartAsync();
        await page.Cloud.CodeOfAsync(page.Cloud.Root with { Key = "wrong" }, "tcb", "DescribeEnvs", new { });

        var newest = await page.NewestAsync();
        newest.GetProperty("who").GetString().Should().Be("nobody known");
        newest.GetProperty("access").GetProperty("because").GetString().Should().Contain("AuthFailure.SignatureFailure");
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static RequestEntry Entry() => RequestLog.Begin(
        new CloudRequest { Method = "POST", Host = "tcb.tencentcloudapi.com", Path = "/", Query = "", Headers = new HeaderDictionary(), Body = ReadOnlyMemory<byte>.Empty },
        "request", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
}
