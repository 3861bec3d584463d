namespace CloudBase.MultiTenant.Ports;

/// <summary>Receives audit records, in order, at least once each. Implementations are thread-safe.</summary>
/// <remarks>Records are first stored in one commit with the journal and then forwarded, so that a slow or broken sink loses nothing.</remarks>
public interface IAuditSink
{
    /// <summary>Gets the sink's name, under which its position is kept.</summary>
    string Name { get; }

    /// <summary>Takes records; returning says that they are safe.</summary>
    /// <param name="records">The records, by rising sequence number.</param>
    /// <param name="cancellationToken">Ends the attempt; the records come again.</param>
    ValueTask WriteAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken);
}
