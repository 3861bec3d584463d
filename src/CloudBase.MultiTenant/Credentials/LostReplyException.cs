namespace CloudBase.MultiTenant.Credentials;

/// <summary>It is not known whether a key was made; what was made has been looked for and its row remembers it. Never leaves this folder.</summary>
internal sealed class LostReplyException(Exception cause) : Exception("The outcome is unknown.", cause);
