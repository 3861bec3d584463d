namespace CloudBase.MultiTenant.Ports;

/// <summary>One record of who changed what in the cloud, written in one commit with the journal.</summary>
public sealed record AuditRecord
{
    /// <summary>Gets its number, given by the store: rising, unique.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets when.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets whose environment it concerns.</summary>
    public required TenantKey Tenant { get; init; }

    /// <summary>Gets the operation, or null for a change outside an operation, such as issuing a credential.</summary>
    public OperationId? Operation { get; init; }

    /// <summary>Gets the step within the operation; empty outside one.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>Gets the call, such as <c>environment:order</c>; a strategy names the cloud's own, such as <c>cam:AddUser</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets what became of it.</summary>
    public required AuditOutcome Outcome { get; init; }

    /// <summary>Gets the host that acted.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets the cloud's request id, when it gave one.</summary>
    public string? RequestId { get; init; }

    /// <summary>Gets a sentence for people; never a secret.</summary>
    public string? Detail { get; init; }
}
