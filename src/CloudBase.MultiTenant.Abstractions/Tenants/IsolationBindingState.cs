namespace CloudBase.MultiTenant;

/// <summary>How far an isolation strategy is for a tenant.</summary>
public enum IsolationBindingState
{
    /// <summary>Being set up; hands out nothing yet.</summary>
    Preparing,

    /// <summary>In force.</summary>
    Active,

    /// <summary>Being taken away; hands out nothing more.</summary>
    Retiring,
}
