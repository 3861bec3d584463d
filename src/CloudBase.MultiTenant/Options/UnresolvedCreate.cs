namespace CloudBase.MultiTenant;

/// <summary>What happens when an order with unknown outcome is found, past every known bound, not to have landed.</summary>
public enum UnresolvedCreate
{
    /// <summary>A person decides: resume to order again, or cancel.</summary>
    Park,

    /// <summary>It is ordered again, under a new signature.</summary>
    CreateAgain,
}
