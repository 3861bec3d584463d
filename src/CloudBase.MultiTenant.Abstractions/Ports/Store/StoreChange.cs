namespace CloudBase.MultiTenant.Ports;

/// <summary>One change of a <see cref="ChangeSet"/>.</summary>
/// <remarks>
/// An insert stores version 1, whatever the record says. An update holds when the stored version equals the record's, and stores
/// the record with its version counted up by one; the caller goes on with <c>record with { Version = record.Version + 1 }</c>.
/// </remarks>
public abstract record StoreChange
{
    private StoreChange()
    {
    }

    /// <summary>Adds a tenant; refused when its key or its alias (within the account) is taken.</summary>
    /// <param name="Tenant">The tenant.</param>
    public sealed record InsertTenant(Tenant Tenant) : StoreChange;

    /// <summary>Changes a tenant; refused when its version is another.</summary>
    /// <param name="Tenant">The tenant.</param>
    public sealed record UpdateTenant(Tenant Tenant) : StoreChange;

    /// <summary>Adds an operation; refused when its id is taken.</summary>
    /// <param name="Operation">The operation.</param>
    public sealed record InsertOperation(TenantOperation Operation) : StoreChange;

    /// <summary>Changes an operation; refused when its version is another, or when the stored fence is higher than the record's.</summary>
    /// <param name="Operation">The operation.</param>
    public sealed record UpdateOperation(TenantOperation Operation) : StoreChange;

    /// <summary>Adds a journal entry; refused when its sequence number is taken, or its fence is not the operation's stored one after this change set.</summary>
    /// <param name="Entry">The entry.</param>
    public sealed record AppendJournal(JournalEntry Entry) : StoreChange;

    /// <summary>Binds an environment to a tenant; refused when the environment was ever bound.</summary>
    /// <param name="Binding">The binding.</param>
    public sealed record BindEnvironment(EnvironmentBinding Binding) : StoreChange;

    /// <summary>Adds an audit record; its sequence number is given by the store.</summary>
    /// <param name="Record">The record.</param>
    public sealed record AppendAudit(AuditRecord Record) : StoreChange;

    /// <summary>Claims an API key's row; refused when the slot or the generation is taken, or when the scope's newest row is no longer <paramref name="Previous"/>.</summary>
    /// <remarks>
    /// The scope's newest row has the highest generation. It is compared by slot, name and version: were it only the generation that has to be free,
    /// a claim decided on a row that has gone since would make a second key of the scope.
    /// </remarks>
    /// <param name="Slot">The row; its generation must be higher than that of <paramref name="Previous"/>.</param>
    /// <param name="Previous">The scope's newest row as it was when the claim was decided, or null when the scope had none.</param>
    public sealed record InsertApiKeySlot(ApiKeySlot Slot, ApiKeySlot? Previous) : StoreChange;

    /// <summary>Changes an API key's row; refused when its version is another, or when the slot is another key's by now (its name differs).</summary>
    /// <param name="Slot">The row.</param>
    public sealed record UpdateApiKeySlot(ApiKeySlot Slot) : StoreChange;

    /// <summary>Removes an API key's row; refused when its version is another, or when the slot is another key's by now (its name differs).</summary>
    /// <param name="Slot">The row.</param>
    public sealed record DeleteApiKeySlot(ApiKeySlot Slot) : StoreChange;

    /// <summary>Moves an audit sink's position forward; refused when it would move back.</summary>
    /// <param name="Sink">The sink's name.</param>
    /// <param name="Sequence">The last record that is safe there.</param>
    public sealed record MoveAuditCursor(string Sink, long Sequence) : StoreChange;

    /// <summary>Adds a sandbox's row; refused when its id is taken, or when a ceiling would be passed.</summary>
    /// <param name="Member">The row.</param>
    /// <param name="Ceilings">What must hold afterwards; null for nothing.</param>
    public sealed record InsertSandboxMember(SandboxMember Member, SandboxCeilings? Ceilings) : StoreChange;

    /// <summary>
    /// Changes a sandbox's row; refused when its version is another, its stored incarnation is higher than the record's, its stored tenant is not the record's
    /// (none may become one), or when a ceiling would be passed.
    /// </summary>
    /// <param name="Member">The row.</param>
    /// <param name="Ceilings">What must hold afterwards; null for nothing.</param>
    public sealed record UpdateSandboxMember(SandboxMember Member, SandboxCeilings? Ceilings = null) : StoreChange;

    /// <summary>Removes a sandbox's row; refused when its version is another.</summary>
    /// <param name="Member">The row.</param>
    public sealed record DeleteSandboxMember(SandboxMember Member) : StoreChange;

    /// <summary>Adds a pooled environment's row; refused when its id is taken, or when the pool has <paramref name="Ceiling"/> rows that are neither claimed nor removed.</summary>
    /// <param name="Member">The row.</param>
    /// <param name="Ceiling">How many rows the pool may have afterwards.</param>
    public sealed record InsertPooledEnvironment(PooledEnvironment Member, int Ceiling) : StoreChange;

    /// <summary>
    /// Changes a pooled environment's row; refused when its version is another, its stored fence is higher than the record's, its stored tenant is not the
    /// record's (none may become one), or when it would lose or change an environment that it has.
    /// </summary>
    /// <param name="Member">The row.</param>
    public sealed record UpdatePooledEnvironment(PooledEnvironment Member) : StoreChange;

    /// <summary>Writes a shared record; refused when its version is another, where version 0 means that there is none yet.</summary>
    /// <param name="Record">The record.</param>
    public sealed record PutSharedRecord(SharedRecord Record) : StoreChange;

    /// <summary>Writes a shared record over whatever is stored, so that its version counts how often it was written; refused when that would be more often than <paramref name="Most"/> says.</summary>
    /// <remarks>A counter that many raise at once, and that has a ceiling: nobody has to read it before, and nobody's turn is lost to another's.</remarks>
    /// <param name="Record">The record; its own version does not matter.</param>
    /// <param name="Most">The highest version that it may have afterwards; null for any.</param>
    public sealed record OverwriteSharedRecord(SharedRecord Record, long? Most = null) : StoreChange;

    /// <summary>Removes a shared record; refused when its version is another.</summary>
    /// <param name="Record">The record.</param>
    public sealed record DeleteSharedRecord(SharedRecord Record) : StoreChange;
}
