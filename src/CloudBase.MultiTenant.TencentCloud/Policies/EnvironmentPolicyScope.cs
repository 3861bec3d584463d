using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>The one environment that a policy is cut to, with the resources that it is made of. Immutable.</summary>
public sealed class EnvironmentPolicyScope
{
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    private EnvironmentPolicyScope(string accountUin, CloudEnvironment environment)
    {
        AccountUin = accountUin;
        Environment = environment.Id;
        Region = environment.Region;
        Parts = environment.Parts with { BucketBasePath = environment.Parts.BucketBasePath?.Trim('/') };
        EnvironmentResources =
        [
            $"qcs::tcb:{Region}:uin/{AccountUin}:env/{Environment}",
            $"qcs::tcbr:{Region}:uin/{AccountUin}:env/{Environment}",
            $"qcs::lowcode::uin/{AccountUin}:env/{Environment}",
        ];
    }

    /// <summary>Gets the number of the root account that owns the environment.</summary>
    public string AccountUin { get; }

    /// <summary>Gets the environment.</summary>
    public EnvironmentId Environment { get; }

    /// <summary>Gets its region; null leaves the region out, which stands for any (an environment's id is unique in all).</summary>
    public string? Region { get; }

    /// <summary>Gets its parts; a base path has no '/' at its ends.</summary>
    public EnvironmentParts Parts { get; }

    /// <summary>Gets the environment itself as a resource of tcb.</summary>
    public string TcbResource => EnvironmentResources[0];

    /// <summary>Gets the environment itself as a resource of tcbr.</summary>
    public string TcbrResource => EnvironmentResources[1];

    /// <summary>Gets the environment itself as a resource of lowcode.</summary>
    public string LowcodeResource => EnvironmentResources[2];

    /// <summary>Gets its functions as a resource of scf; null when it has none.</summary>
    public string? FunctionsResource => Parts.FunctionNamespace is null
        ? null
        : $"qcs::scf:{Parts.FunctionRegion ?? Region}:uin/{AccountUin}:namespace/{Parts.FunctionNamespace}/function/*";

    /// <summary>Gets its log topic as a resource of cls; null when it has none.</summary>
    public string? LogTopicResource => Parts.LogTopicId is null ? null : $"qcs::cls::uin/{AccountUin}:topic/{Parts.LogTopicId}";

    /// <summary>Gets its objects as a resource of cos: the bucket's, or those under its path in a shared bucket; null when it has no storage.</summary>
    public string? ObjectsResource => Parts is { Bucket: not null, BucketAppId: not null }
        ? $"qcs::cos:{Parts.BucketRegion ?? Region}:uid/{Parts.BucketAppId}:{Parts.Bucket}/{(Parts.BucketBasePath is null ? "*" : Parts.BucketBasePath + "/*")}"
        : null;

    private IReadOnlyList<string> EnvironmentResources { get; }

    /// <summary>Makes the scope of an environment.</summary>
    /// <param name="environment">The environment as the cloud shows it.</param>
    /// <param name="accountUin">The number of the root account.</param>
    /// <exception cref="PolicyRefusedException">A part holds a character, such as '*', that would widen a policy.</exception>
    public static EnvironmentPolicyScope Create(CloudEnvironment environment, string accountUin)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(accountUin);
        List<string> findings = [];
        EnvironmentParts parts = environment.Parts;
        Check("account number", accountUin, "0123456789");
        Check("environment id", environment.Id.Value, Plain);
        Check("region", environment.Region, Plain);
        Check("function namespace", parts.FunctionNamespace, Plain);
        Check("function region", parts.FunctionRegion, Plain);
        Check("bucket", parts.Bucket, Plain);
        Check("bucket region", parts.BucketRegion, Plain);
        Check("bucket's application id", parts.BucketAppId, Plain);
        Check("log topic", parts.LogTopicId, Plain);
        if (parts.BucketBasePath is { } path)
        {
            Check("path in the shared bucket", path.Trim('/'), Plain + "/");
            if (path.Split('/').Any(segment => segment is "." or "..") || path.Trim('/').Contains("//", StringComparison.Ordinal))
            {
                findings.Add($"The path in the shared bucket, '{path}', has an empty or dotted segment.");
            }
        }

        return findings.Count == 0
            ? new EnvironmentPolicyScope(accountUin, environment)
            : throw new PolicyRefusedException(
                $"No policy can be cut to environment {environment.Id}: {string.Join(" ", findings)} Such a name would reach beyond the environment.", findings);

        void Check(string what, string? value, string allowed)
        {
            if (value is not null && (value.Length == 0 || value.AsSpan().ContainsAnyExcept(allowed)))
            {
                findings.Add($"The {what} is '{value}'; only letters, digits, '-', '_' and '.' are taken, and at least one.");
            }
        }
    }

    /// <summary>Says whether a resource is this environment, or a part of it.</summary>
    /// <param name="resource">A resource of six segments; '*' stands for any run of characters.</param>
    public bool Contains(string resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return ResourceName.TryParse(resource) is { } name && (name.Service switch
        {
            "tcb" or "tcbr" => name.IsIn(Region, $"uin/{AccountUin}") && name.IsOrIsUnder($"env/{Environment}"),
            "lowcode" => name.IsIn(null, $"uin/{AccountUin}") && name.IsOrIsUnder($"env/{Environment}"),
            "scf" => Parts.FunctionNamespace is { } ns
                && name.IsIn(Parts.FunctionRegion ?? Region, $"uin/{AccountUin}") && name.IsUnder($"namespace/{ns}"),
            "cls" => Parts.LogTopicId is { } topic && name.IsIn(null, $"uin/{AccountUin}") && name.IsOrIsUnder($"topic/{topic}"),
            "cos" => Parts is { Bucket: { } bucket, BucketAppId: { } appId } && name.IsIn(Parts.BucketRegion ?? Region, $"uid/{appId}")
                && name.IsUnder(Parts.BucketBasePath is { } path ? $"{bucket}/{path}" : bucket),
            _ => false,
        });
    }
}
