namespace CloudBase.MultiTenant.Sandboxes.Planning;

/// <summary>What a pool of one size needs and has on average.</summary>
internal sealed class PoolSize(SandboxPoolDemand demand, WarmCycle cycle)
{
    /// <summary>Gets how many run for somebody: those who find no warm member start one cold and wait for it.</summary>
    public double MeanInUse { get; } =
        demand.ArrivalsPerSecond * (demand.MeanHold.TotalSeconds + ((1 - cycle.WarmRatio) * demand.MeanCreate.TotalSeconds));

    /// <summary>Gets how many members run for nobody: ready, or being created.</summary>
    public double MeanWarm { get; } = cycle.Size - cycle.Waiting;

    /// <summary>Gets the ceiling: the warm ones, and as many beside them as are reached no more often than wanted.</summary>
    public int Ceiling => cycle.Size + PoissonTail.PlacesFor(MeanInUse, demand.CeilingRisk);
}
