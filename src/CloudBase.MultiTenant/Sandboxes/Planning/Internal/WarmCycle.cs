namespace CloudBase.MultiTenant.Sandboxes.Planning;

/// <summary>A pool whose members go round: ready until one is claimed, then waiting for the refill's turn, then being created.</summary>
/// <remarks>
/// Solved by mean value analysis, size by size. Where refill is not limited it is Erlang's loss formula, which holds for every distribution of the time to create.
/// Where it is, the turn is taken to be as irregular as the arrivals; a bucket of tokens is more regular, so that a pool is rather warmer than this says.
/// </remarks>
internal sealed class WarmCycle(double arrivals, double create, double? refill)
{
    private double _ready;

    /// <summary>Gets how many members the pool has; it begins with none.</summary>
    public int Size { get; private set; }

    /// <summary>Gets the part of all arrivals that finds a member ready.</summary>
    public double WarmRatio { get; private set; }

    /// <summary>Gets how many members wait for the refill's turn on average; these do not run.</summary>
    public double Waiting { get; private set; }

    /// <summary>Gets the ratio that no size of the pool passes.</summary>
    public double Limit => refill is { } rate ? Math.Min(1, rate / arrivals) : 1;

    /// <summary>Adds a member.</summary>
    public void Grow()
    {
        Size++;
        double ready = (1 + _ready) / arrivals;
        double waiting = refill is { } rate ? (1 + Waiting) / rate : 0;
        double claims = Size / (ready + waiting + create);
        _ready = claims * ready;
        Waiting = claims * waiting;
        WarmRatio = Math.Min(1, claims / arrivals);
    }
}
