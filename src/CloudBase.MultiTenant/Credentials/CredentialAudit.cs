using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Writes the broker's audit records, in the commit of what they speak of.</summary>
internal static class CredentialAudit
{
    public const string CreateApiKey = "api-key:create";
    public const string DeleteApiKey = "api-key:delete";
    public const string IssueTemporaryKeys = "credential:IssueTemporaryKeys";

    public static StoreChange.AppendAudit Record(
        TenantKey tenant, string action, AuditOutcome outcome, string actor, DateTimeOffset at, string detail, string? requestId = null) =>
        new(new AuditRecord
        {
            At = at,
            Tenant = tenant,
            Action = action,
            Outcome = outcome,
            Actor = actor,
            Detail = detail,
            RequestId = requestId,
        });

    public static AuditOutcome OutcomeOf(Exception failure) => failure is CloudCallException call
        ? call.Effect switch
        {
            CloudEffect.None => AuditOutcome.None,
            CloudEffect.Applied => AuditOutcome.Applied,
            _ => AuditOutcome.Unknown,
        }
        : AuditOutcome.Unknown;
}
