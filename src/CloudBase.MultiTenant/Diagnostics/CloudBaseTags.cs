namespace CloudBase.MultiTenant;

/// <summary>The keys of the tags on spans and metrics. Those that begin otherwise than with <c>cloudbase.</c> are OpenTelemetry's own. See docs/reference/telemetry.md.</summary>
public static class CloudBaseTags
{
    /// <summary>On spans only: the tenant, in clear. Where ids are personal data, take it out in the exporter.</summary>
    public const string TenantId = "cloudbase.tenant.id";

    /// <summary>On spans only: the operation.</summary>
    public const string OperationId = "cloudbase.operation.id";

    /// <summary>The operation's kind, by the name of <see cref="MultiTenant.OperationKind"/>.</summary>
    public const string OperationKind = "cloudbase.operation.kind";

    /// <summary>Where the operation stands, by the name of <see cref="MultiTenant.OperationState"/>.</summary>
    public const string OperationState = "cloudbase.operation.state";

    /// <summary>On spans only: the step, as the journal names it.</summary>
    public const string StepId = "cloudbase.step.id";

    /// <summary>What a step does, such as <c>environment:order</c>.</summary>
    public const string StepAction = "cloudbase.step.action";

    /// <summary>What became of a step's call: applied, refused, unknown, or by reconciling found or not_there.</summary>
    public const string StepOutcome = "cloudbase.step.outcome";

    /// <summary>What became of a try to claim an environment of the pool: claimed, refused (another was first, or it was not fit) or empty.</summary>
    public const string PoolOutcome = "cloudbase.pool.outcome";

    /// <summary>Where an environment of the pool stands, by the name of its state.</summary>
    public const string PoolState = "cloudbase.pool.state";

    /// <summary>The currency of a sum, such as CNY.</summary>
    public const string CostCurrency = "cloudbase.cost.currency";

    /// <summary>On spans only: what a credential is for.</summary>
    public const string CredentialScope = "cloudbase.credential.scope";

    /// <summary>What a credential is: api_key or temporary_keys.</summary>
    public const string CredentialKind = "cloudbase.credential.kind";

    /// <summary>How a call to the cloud ended: ok, refused, throttled, unavailable, canceled or error.</summary>
    public const string CloudOutcome = "cloudbase.cloud.outcome";

    /// <summary>On spans only: the id that the cloud gave the request; its support asks for it.</summary>
    public const string CloudRequestId = "cloudbase.cloud.request_id";

    /// <summary>On spans only: the sandbox, by its provider's id.</summary>
    public const string SandboxId = "cloudbase.sandbox.id";

    /// <summary>Whose sandbox it is, by the provider's short name.</summary>
    public const string SandboxProvider = "cloudbase.sandbox.provider";

    /// <summary>How a command in a sandbox ended: ok, exit (another exit code than 0), timeout, canceled or failed.</summary>
    public const string SandboxOutcome = "cloudbase.sandbox.outcome";

    /// <summary>The pool of sandboxes, by its name.</summary>
    public const string SandboxPool = "cloudbase.sandbox.pool";

    /// <summary>How a sandbox of a pool came: warm, cold, kept, restored_memory, restored_disk, restored_snapshot or none.</summary>
    public const string SandboxOrigin = "cloudbase.sandbox.origin";

    /// <summary>Where sandboxes of a pool stand: ready, creating, leased, idle, paused or stopping.</summary>
    public const string SandboxMemberState = "cloudbase.sandbox.member.state";

    /// <summary>Why a lease of a sandbox was lost, by the name of <see cref="MultiTenant.SandboxLossReason"/>.</summary>
    public const string SandboxLossReason = "cloudbase.sandbox.loss_reason";

    /// <summary>Which API is called.</summary>
    public const string RpcSystem = "rpc.system";

    /// <summary>The cloud's service.</summary>
    public const string RpcService = "rpc.service";

    /// <summary>The service's action.</summary>
    public const string RpcMethod = "rpc.method";

    /// <summary>The region that a call names.</summary>
    public const string CloudRegion = "cloud.region";

    /// <summary>On spans only: how often a request was repeated, where it was.</summary>
    public const string ResendCount = "http.request.resend_count";

    /// <summary>What went wrong: the cloud's error code, a problem's code, or the name of an exception.</summary>
    public const string ErrorType = "error.type";
}
