using System.Text.Json;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Operations and journal entries as rows, and back.</summary>
internal static class OperationMapping
{
    public static OperationRow ToRow(TenantOperation operation, long version) => new()
    {
        Id = operation.Id.Value,
        Kind = Word.Of(operation.Kind),
        Account = operation.Tenant.Account.Value,
        TenantHash = operation.Tenant.Tenant.ToStorageKey(),
        TenantId = operation.Tenant.Tenant.Value,
        Environment = operation.Tenant.Environment.Value,
        Generation = operation.Tenant.Generation,
        State = Word.Of(operation.State),
        IsOpen = !operation.IsFinal && operation.State != OperationState.Parked,
        IsFinal = operation.IsFinal,
        Input = operation.Input.ToJson(),
        Result = operation.Result.ToJson(),
        CurrentStep = operation.CurrentStep,
        LeaseOwner = operation.Lease?.Owner,
        LeaseFence = operation.Lease?.Fence,
        LeaseExpiresAt = operation.Lease?.ExpiresAt.UtcTicks,
        Fence = operation.Fence,
        DueAt = operation.DueAt.UtcTicks,
        Deadline = operation.Deadline.UtcTicks,
        Attempts = operation.Attempts,
        CancelRequested = operation.CancelRequested,
        Problem = operation.Problem is { } p
            ? JsonSerializer.Serialize(new StoredProblem(p.Step, p.Code, p.Message, p.WayOut), StoreJson.Default.StoredProblem)
            : null,
        LastSequence = operation.LastSequence,
        CreatedAt = operation.CreatedAt.UtcTicks,
        UpdatedAt = operation.UpdatedAt.UtcTicks,
        CompletedAt = operation.CompletedAt?.UtcTicks,
        Version = version,
    };

    public static TenantOperation ToOperation(OperationRow row) => new()
    {
        Id = OperationId.Parse(row.Id),
        Kind = Word.Parse<OperationKind>(row.Kind),
        Tenant = TenantMapping.Key(row.Account, row.TenantId, row.Environment, row.Generation),
        State = Word.Parse<OperationState>(row.State),
        Input = StepData.FromJson(row.Input),
        Result = StepData.FromJson(row.Result),
        CurrentStep = row.CurrentStep,
        Lease = row.LeaseOwner is { } owner ? new OperationLease(owner, row.LeaseFence ?? 0, Instant.Of(row.LeaseExpiresAt ?? 0)) : null,
        Fence = row.Fence,
        DueAt = Instant.Of(row.DueAt),
        Deadline = Instant.Of(row.Deadline),
        Attempts = row.Attempts,
        CancelRequested = row.CancelRequested,
        Problem = row.Problem is { } json && JsonSerializer.Deserialize(json, StoreJson.Default.StoredProblem) is { } p
            ? new OperationProblem(p.Step, p.Code, p.Message, p.WayOut)
            : null,
        LastSequence = row.LastSequence,
        CreatedAt = Instant.Of(row.CreatedAt),
        UpdatedAt = Instant.Of(row.UpdatedAt),
        CompletedAt = Instant.OrNull(row.CompletedAt),
        Version = row.Version,
    };

    public static JournalRow ToRow(JournalEntry entry) => new()
    {
        Operation = entry.Operation.Value,
        Sequence = entry.Sequence,
        Kind = Word.Of(entry.Kind),
        Step = entry.Step,
        Attempt = entry.Attempt,
        Data = entry.Data.ToJson(),
        Fence = entry.Fence,
        At = entry.At.UtcTicks,
        Note = entry.Note,
    };

    public static JournalEntry ToEntry(JournalRow row) => new()
    {
        Operation = OperationId.Parse(row.Operation),
        Sequence = row.Sequence,
        Kind = Word.Parse<JournalEntryKind>(row.Kind),
        Step = row.Step,
        Attempt = row.Attempt,
        Data = StepData.FromJson(row.Data),
        Fence = row.Fence,
        At = Instant.Of(row.At),
        Note = row.Note,
    };
}
