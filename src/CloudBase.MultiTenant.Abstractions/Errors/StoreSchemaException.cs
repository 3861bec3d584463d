namespace CloudBase.MultiTenant;

/// <summary>The store's schema is not one that this version can use.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="found">The schema version found.</param>
/// <param name="expected">The schema version expected.</param>
/// <param name="innerException">The cause.</param>
public sealed class StoreSchemaException(string message, int found, int expected, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.StoreSchema, message, innerException)
{
    /// <summary>Gets the schema version found.</summary>
    public int Found { get; } = found;

    /// <summary>Gets the schema version expected.</summary>
    public int Expected { get; } = expected;
}
