using System.Reflection;

namespace CloudBase.MultiTenant;

/// <summary>The stable codes of this library's errors: 1xxx set-up, 2xxx provisioning, 3xxx credentials and isolation, 4xxx cloud calls, 5xxx storage, 6xxx costs, 7xxx sandboxes, 8xxx templates and quotas.</summary>
/// <remarks>A code keeps its meaning for ever. Each has an entry in <c>docs/reference/errors.md</c>: what happened, why, and what to do.</remarks>
public static class CloudBaseErrorCodes
{
    /// <summary>The library cannot start, for several reasons at once.</summary>
    public const string SetupFailed = "CBMT1000";

    /// <summary>A key in configuration is read by nothing.</summary>
    public const string UnknownSetting = "CBMT1001";

    /// <summary>A setting's text cannot be read as the type of its option.</summary>
    public const string UnreadableSetting = "CBMT1002";

    /// <summary>A setting is one value where several or a section are read, or the other way round.</summary>
    public const string MisshapenSetting = "CBMT1003";

    /// <summary>A setting can be given in code only.</summary>
    public const string CodeOnlySetting = "CBMT1004";

    /// <summary>A required setting is missing.</summary>
    public const string MissingSetting = "CBMT1005";

    /// <summary>A setting's value is outside of what its rule allows.</summary>
    public const string InvalidSetting = "CBMT1006";

    /// <summary>Two settings contradict each other.</summary>
    public const string ContradictorySettings = "CBMT1007";

    /// <summary>Two kinds of options are bound to one section.</summary>
    public const string SectionBoundTwice = "CBMT1021";

    /// <summary>No cloud is chosen.</summary>
    public const string NoCloud = "CBMT1101";

    /// <summary>More than one cloud is chosen.</summary>
    public const string SeveralClouds = "CBMT1102";

    /// <summary>No store is chosen.</summary>
    public const string NoStore = "CBMT1103";

    /// <summary>More than one store is chosen.</summary>
    public const string SeveralStores = "CBMT1104";

    /// <summary>No isolation strategy is added.</summary>
    public const string NoIsolation = "CBMT1105";

    /// <summary>Two isolation strategies have the same name.</summary>
    public const string DoubledIsolation = "CBMT1106";

    /// <summary>The isolation strategy that is to be used was not added, or none of several is named.</summary>
    public const string UnknownIsolation = "CBMT1107";

    /// <summary>There is no price book.</summary>
    public const string NoPriceBook = "CBMT1108";

    /// <summary>A service that a call should have registered is missing.</summary>
    public const string ServiceMissing = "CBMT1109";

    /// <summary>Two audit sinks have the same name.</summary>
    public const string DoubledAuditSink = "CBMT1110";

    /// <summary>A store that keeps nothing is used with a cloud that spends real money.</summary>
    public const string ForgetfulStore = "CBMT1111";

    /// <summary>A key of the emulator was about to be sent to a host that may be a stranger's.</summary>
    public const string EmulatorKeyAtCloud = "CBMT1201";

    /// <summary>There is no such tenant.</summary>
    public const string TenantNotFound = "CBMT2001";

    /// <summary>The tenant's state does not allow this now.</summary>
    public const string TenantState = "CBMT2002";

    /// <summary>The tenant exists with another specification.</summary>
    public const string TenantSpecConflict = "CBMT2003";

    /// <summary>An operation needs a person's decision.</summary>
    public const string TenantParked = "CBMT2004";

    /// <summary>An operation takes longer than its caller would wait.</summary>
    public const string ProvisioningPending = "CBMT2005";

    /// <summary>An operation ended without its goal.</summary>
    public const string ProvisioningFailed = "CBMT2006";

    /// <summary>There is no such operation.</summary>
    public const string OperationNotFound = "CBMT2007";

    /// <summary>The tenant's environment is gone at the cloud.</summary>
    public const string EnvironmentGone = "CBMT2008";

    /// <summary>A quota contradicts itself.</summary>
    public const string TenantQuota = "CBMT2010";

    /// <summary>No credential could be handed out.</summary>
    public const string CredentialUnavailable = "CBMT3001";

    /// <summary>A permission policy was refused.</summary>
    public const string PolicyRefused = "CBMT3002";

    /// <summary>A secret cannot be protected or read back.</summary>
    public const string SecretProtection = "CBMT3003";

    /// <summary>A cloud call did not succeed, for a reason that has no code of its own.</summary>
    public const string CloudCall = "CBMT4000";

    /// <summary>The cloud does not allow the key to do this.</summary>
    public const string CloudAccessDenied = "CBMT4001";

    /// <summary>The cloud does not accept the key.</summary>
    public const string CloudCredentialRejected = "CBMT4002";

    /// <summary>This machine's clock is too far from the cloud's.</summary>
    public const string CloudClockSkew = "CBMT4003";

    /// <summary>What a cloud call would make exists already, or its state does not allow the call.</summary>
    public const string CloudConflict = "CBMT4004";

    /// <summary>A value of a cloud call was refused.</summary>
    public const string CloudInvalidRequest = "CBMT4005";

    /// <summary>A limit is reached.</summary>
    public const string CloudLimitExceeded = "CBMT4006";

    /// <summary>What a cloud call names does not exist.</summary>
    public const string CloudNotFound = "CBMT4007";

    /// <summary>An order was not paid.</summary>
    public const string CloudPayment = "CBMT4008";

    /// <summary>The cloud has none left of what was ordered.</summary>
    public const string CloudSoldOut = "CBMT4009";

    /// <summary>Too many cloud calls.</summary>
    public const string CloudThrottled = "CBMT4010";

    /// <summary>The cloud did not answer, or answered with a fault of its own.</summary>
    public const string CloudUnavailable = "CBMT4011";

    /// <summary>The store cannot be reached or used.</summary>
    public const string StoreUnavailable = "CBMT5001";

    /// <summary>The store's schema is not one that this version can use.</summary>
    public const string StoreSchema = "CBMT5002";

    /// <summary>The store belongs to another deployment.</summary>
    public const string DeploymentMismatch = "CBMT5003";

    /// <summary>The store's tenants are in another region than this host works in.</summary>
    public const string RegionMismatch = "CBMT5004";

    /// <summary>A price book breaks its rules.</summary>
    public const string PriceBook = "CBMT6001";

    /// <summary>The sandbox is gone.</summary>
    public const string SandboxLost = "CBMT7001";

    /// <summary>The sandbox is paused.</summary>
    public const string SandboxPaused = "CBMT7002";

    /// <summary>The sandbox did not answer, or answered what cannot be read.</summary>
    public const string SandboxUnavailable = "CBMT7003";

    /// <summary>The sandbox refused the token of a call.</summary>
    public const string SandboxAccessDenied = "CBMT7004";

    /// <summary>A command in a sandbox ran longer than it may.</summary>
    public const string SandboxCommandTimeout = "CBMT7005";

    /// <summary>A command in a sandbox that had to succeed did not.</summary>
    public const string SandboxCommandFailed = "CBMT7006";

    /// <summary>No such process runs in the sandbox.</summary>
    public const string SandboxProcessNotFound = "CBMT7007";

    /// <summary>A path in a sandbox does not allow what was asked.</summary>
    public const string SandboxFile = "CBMT7008";

    /// <summary>A sandbox template could not be made ready, or what was saved of it cannot be trusted.</summary>
    public const string SandboxTemplate = "CBMT7009";

    /// <summary>A pool has no sandbox to give now, and none may be started.</summary>
    public const string SandboxPoolExhausted = "CBMT7010";

    /// <summary>A tenant has as many sandboxes as it may, or they have run for as long as they may in this month.</summary>
    public const string SandboxQuota = "CBMT7011";

    /// <summary>A call went through a lease that was returned or lost.</summary>
    public const string SandboxLeaseLost = "CBMT7012";

    /// <summary>No pool of this name was added to the host.</summary>
    public const string SandboxPoolNotFound = "CBMT7013";

    /// <summary>A sandbox could not be given the tenant's credential.</summary>
    public const string SandboxBind = "CBMT7014";

    /// <summary>A pool of sandboxes was drained, and hands out nothing.</summary>
    public const string SandboxPoolDrained = "CBMT7015";

    /// <summary>A user of a sandbox cannot keep to itself what it was to keep.</summary>
    public const string SandboxUser = "CBMT7016";

    /// <summary>A template's JSON breaks rules.</summary>
    public const string TemplateInvalid = "CBMT8001";

    /// <summary>There is no such template.</summary>
    public const string TemplateNotFound = "CBMT8002";

    /// <summary>What was read back after applying a template is not what the template says.</summary>
    public const string TemplateMismatch = "CBMT8003";

    /// <summary>A placeholder of a template has no value for a tenant.</summary>
    public const string TemplateVariable = "CBMT8004";

    /// <summary>A template, or an environment that is captured, needs a module that is not there.</summary>
    public const string TemplateUnsupported = "CBMT8005";

    internal const string HelpPage = "docs/reference/errors.md";

    private const string Prefix = "CBMT";
    private const int Length = 8;

    private static readonly string s_repository = typeof(CloudBaseErrorCodes).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => a.Key == "RepositoryUrl")?.Value is { Length: > 0 } url ? PageOf(url) + "/blob/main/" : string.Empty;

    /// <summary>The entry of a code: under the repository's address where the build knew it, else relative to the repository.</summary>
    internal static string HelpLink(string errorCode) => $"{s_repository}{HelpPage}#{errorCode.ToLowerInvariant()}";

    /// <summary>Puts a code before a message, unless it has one.</summary>
    internal static string Label(string errorCode, string message) => Find(message) is null ? $"{errorCode}: {message}" : message;

    /// <summary>The code that a message starts with, or null.</summary>
    internal static string? Find(string message) =>
        message.Length > Length && message.StartsWith(Prefix, StringComparison.Ordinal) && message[Length] == ':'
        && !message.AsSpan(Prefix.Length, Length - Prefix.Length).ContainsAnyExceptInRange('0', '9')
            ? message[..Length]
            : null;

    /// <summary>A remote's address ends with .git where its pages do not.</summary>
    private static string PageOf(string url) => url.EndsWith(".git", StringComparison.Ordinal) ? url[..^4] : url.TrimEnd('/');
}
