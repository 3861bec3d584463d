using System.Text.Json;
using System.Text.Json.Nodes;
using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>Every action that the emulator serves, called with a tenant's own keys at its environment and at others (P4).</summary>
public sealed class PolicyOnTheWireTests
{
    private static readonly Dictionary<string, string> Versions = new()
    {
        ["tcb"] = "2018-06-08", ["cam"] = "2019-01-16", ["sts"] = "2018-08-13", ["tag"] = "2018-08-13", ["billing"] = "2018-07-09", ["ags"] = "2025-09-20", ["scf"] = "2018-04-16",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryServedAction_TenantsKeys_AreAllowedWhatThePolicyGrantsAndNothingElse(bool temporaryKeys)
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(whiteLabel: o => o.TemporaryKeys = true);
        Tenant own = await platform.EnsureAsync("own", IsolationKind.CamSubAccount);
        Tenant neighbour = await platform.EnsureAsync("neighbour", IsolationKind.CamSubAccount);
        CloudEnvironment environment = (await platform.Get<IEnvironmentCloud>().FindAsync(own.EnvironmentId!.Value, default))!;
        PolicyDocument policy = platform.Get<EnvironmentPolicyIssuer>().Issue(environment, platform.Emulator.AccountUin);
        TencentCloudCredential keys = temporaryKeys
            ? Of((await platform.Get<TemporaryKeyIssuer>().IssueAsync(own.Id, environment, TimeSpan.FromMinutes(30), default)).Credential)
            : Of(await platform.Get<ICamSubAccounts>().GetAccessKeyAsync(own.Id));

        List<string> wrong = [];
        List<string> allowedAtHome = [];
        foreach (string target in new[] { own.EnvironmentId.Value.Value, neighbour.EnvironmentId!.Value.Value, platform.Emulator.ManagementEnvironmentId })
        {
            foreach (ActionDefinition action in ActionCatalog.All)
            {
                bool isHome = target == own.EnvironmentId.Value.Value;
                string? resource = action.Targets is null ? null : action.Service switch
                {
                    "cam" => $"qcs::cam::uin/{platform.Emulator.AccountUin}:uin/1",
                    "scf" => $"qcs::scf:ap-shanghai:uin/{platform.Emulator.AccountUin}:namespace/{target}/function/x",
                    _ => $"qcs::tcb:ap-shanghai:uin/{platform.Emulator.AccountUin}:env/{target}",
                };
                bool expected = action.OpenToAll || SmallEvaluator.Allows(policy, action.FullName, resource);
                bool allowed = await IsAllowedAsync(platform.Client, keys, action, target, resource);
                if (allowed != expected)
                {
                    wrong.Add($"{action.FullName} at {target}: allowed {allowed}, expected {expected}");
                }

                if (allowed && !isHome && !action.OpenToAll && !ActionGranularityTable.Default.HarmlessReads.Contains(action.FullName))
                {
                    wrong.Add($"{action.FullName} reaches {target}");
                }

                if (allowed && isHome)
                {
                    allowedAtHome.Add(action.FullName);
                }
            }
        }

        wrong.Should().BeEmpty();
        allowedAtHome.Should().BeEquivalentTo(
            "tcb:CheckTcbService", "tcb:DescribeEnvPlans", "tcb:DescribeEnvs", "tcb:DescribeEnvAccountCircle", "tcb:DescribeAuthDomains", "tcb:CreateAuthDomain",
            "tcb:DescribeSafeRule", "tcb:ModifySafeRule", "tcb:DescribeDatabaseACL", "tcb:ModifyDatabaseACL", "tcb:DescribeResourcePermission",
            "tcb:UpdateFunctionConfiguration", "tcb:DeleteFunction", "tcb:GetFunction", "tcb:ListFunctions", "tcb:DownloadFunction",
            "tcb:DescribeLoginConfig", "tcb:ModifyLoginConfig", "tcb:DescribeQuotaData", "scf:GetFunction", "sts:GetCallerIdentity");
    }

    [Fact]
    public void EveryServedAction_HasTheGranularityThatTheTableSays()
    {
        foreach (ActionDefinition action in ActionCatalog.All.Where(a => ActionGranularityTable.Default.Find(a.FullName) != GrantLevel.Unknown))
        {
            GrantLevel served = action.Targets is null ? GrantLevel.Operation : GrantLevel.Resource;

            ActionGranularityTable.Default.Find(action.FullName).Should().Be(served, action.FullName);
        }
    }

    private static TencentCloudCredential Of(EnvironmentCredential credential) => new(credential.Id, credential.Secret, credential.SessionToken);

    private static TencentCloudCredential Of(CamAccessKey key) => new(key.SecretId, key.SecretKey);

    private static async Task<bool> IsAllowedAsync(TencentCloudClient client, TencentCloudCredential keys, ActionDefinition action, string environment, string? resource)
    {
        JsonElement request = JsonSerializer.SerializeToElement(Arguments(action.Parameters, environment, resource));
        try
        {
            await client.CallAsync(
                action.Service, Versions[action.Service], action.Name, request, CallSafety.Once, new TencentCloudCallOptions { Credential = keys }, default);
            return true;
        }
        catch (CloudAccessDeniedException)
        {
            return false;
        }
        catch (CloudCallException e) when (!e.Code.StartsWith("AuthFailure", StringComparison.Ordinal)
            && !e.Code.StartsWith("MissingParameter", StringComparison.Ordinal) && !e.Code.StartsWith("UnknownParameter", StringComparison.Ordinal))
        {
            return true;
        }
    }

    private static JsonObject Arguments(ParameterSchema schema, string environment, string? resource)
    {
        JsonObject arguments = [];
        foreach (ParameterField field in schema.Fields.Values)
        {
            if (field.Name is "EnvId" or "Namespace" || field.Required)
            {
                arguments[field.Name] = field.IsArray ? new JsonArray(Value(field, environment, resource)) : Value(field, environment, resource);
            }
        }

        return arguments;
    }

    private static JsonNode Value(ParameterField field, string environment, string? resource) => field switch
    {
        { Name: "EnvId" or "Namespace" } => environment,
        { Name: "ResourceList" } => resource ?? $"qcs::tcb:ap-shanghai:uin/1:env/{environment}",
        { Members: { } members } => Arguments(members, environment, resource),
        { Type: "number" } => 1,
        { Type: "boolean" } => false,
        _ => "x",
    };
}
