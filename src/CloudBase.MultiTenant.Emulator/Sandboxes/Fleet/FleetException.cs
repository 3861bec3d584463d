namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>A refusal of the fleet, before it is worded as one interface or another words it.</summary>
internal sealed class FleetException(FleetError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public FleetError Error { get; } = error;

    public static FleetException NoSandbox(string id) => new(FleetError.NotFound, $"The sandbox '{id}' was not found.");
}
