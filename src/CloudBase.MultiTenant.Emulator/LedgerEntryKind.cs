namespace CloudBase.MultiTenant.Emulator;

/// <summary>What an order was for.</summary>
public enum LedgerEntryKind
{
    /// <summary>A new environment.</summary>
    New,

    /// <summary>More months for an environment, ordered or automatic.</summary>
    Renew,

    /// <summary>Another package for an environment.</summary>
    Modify,
}
