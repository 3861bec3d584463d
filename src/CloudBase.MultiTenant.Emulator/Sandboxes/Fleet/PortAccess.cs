namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>Which ports of a sandbox want a token.</summary>
internal enum PortAccess
{
    /// <summary>Every port.</summary>
    Token,

    /// <summary>Only the one that takes commands and files.</summary>
    Public,

    /// <summary>None.</summary>
    None,
}
