using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CsCheck;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Policies;

/// <summary>Environments to cut policies to.</summary>
internal static class PolicyWorld
{
    internal const string AccountUin = "100000000001";

    internal static CloudEnvironment Full { get; } = Environment("abc-1a2b3c");

    internal static EnvironmentPolicyScope Scope { get; } = EnvironmentPolicyScope.Create(Full, AccountUin);

    // Short, similar names on purpose: 'a' beside 'ab' is where a prefix without its '/' crosses tenants.
    internal static Gen<CloudEnvironment> AnyEnvironment { get; } =
        from id in Gen.Char["ab-"].Array[1, 6].Select(c => "e" + new string(c))
        from region in Gen.Int[0, 2].Select(i => i switch { 0 => "ap-shanghai", 1 => "ap-singapore", _ => null })
        from functions in Gen.Bool
        from logs in Gen.Bool
        from storage in Gen.Int[0, 2]
        select Environment(id) with
        {
            Region = region,
            Parts = new EnvironmentParts
            {
                FunctionNamespace = functions ? id : null,
                FunctionRegion = functions ? region : null,
                LogTopicId = logs ? "topic-" + id : null,
                Bucket = storage switch { 0 => null, 1 => "bucket-" + id, _ => "shared-1250000000" },
                BucketRegion = region,
                BucketAppId = storage == 0 ? null : "1250000000",
                BucketBasePath = storage == 2 ? "/tenants/" + id + "/" : null,
            },
        };

    internal static CloudEnvironment Environment(string id) => new()
    {
        Id = EnvironmentId.Parse(id),
        Alias = "alias",
        Status = "NORMAL",
        Readiness = EnvironmentReadiness.Ready,
        Region = "ap-shanghai",
        Parts = new EnvironmentParts
        {
            FunctionNamespace = id,
            FunctionRegion = "ap-shanghai",
            Bucket = $"6162-{id}-1250000000",
            BucketRegion = "ap-shanghai",
            BucketAppId = "1250000000",
            LogTopicId = "4d2bd9b4-0000-4000-8000-000000000001",
        },
    };

    /// <summary>Every concrete resource an environment consists of, written as a call would name it.</summary>
    internal static IEnumerable<string> ConcreteResources(CloudEnvironment environment)
    {
        string region = environment.Region ?? "ap-shanghai";
        yield return $"qcs::tcb:{region}:uin/{AccountUin}:env/{environment.Id}";
        yield return $"qcs::tcbr:{region}:uin/{AccountUin}:env/{environment.Id}";
        yield return $"qcs::lowcode::uin/{AccountUin}:env/{environment.Id}";
        if (environment.Parts.FunctionNamespace is { } ns)
        {
            yield return $"qcs::scf:{region}:uin/{AccountUin}:namespace/{ns}/function/main";
        }

        if (environment.Parts.LogTopicId is { } topic)
        {
            yield return $"qcs::cls:{region}:uin/{AccountUin}:topic/{topic}";
        }

        if (environment.Parts.Bucket is { } bucket)
        {
            string path = environment.Parts.BucketBasePath?.Trim('/') is { } p ? p + "/" : string.Empty;
            yield return $"qcs::cos:{region}:uid/{environment.Parts.BucketAppId}:{bucket}/{path}index.html";
        }
    }
}
