namespace CloudBase.MultiTenant.Ports;

/// <summary>How far the cloud is with delivering an order.</summary>
public enum DeliveryState
{
    /// <summary>The cloud does not say.</summary>
    Unknown,

    /// <summary>Under way.</summary>
    Delivering,

    /// <summary>Done.</summary>
    Delivered,

    /// <summary>It failed; the cloud refunds it.</summary>
    Failed,
}
