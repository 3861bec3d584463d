namespace CloudBase.MultiTenant.Operations;

/// <summary>What a turn of the pump is waiting for, and since when it runs. Immutable.</summary>
/// <param name="WaitsFor">What it is at.</param>
/// <param name="Began">When the turn began, a timestamp of the host's time provider.</param>
internal sealed record PumpTurn(string WaitsFor, long Began);
