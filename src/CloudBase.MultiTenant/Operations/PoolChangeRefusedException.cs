namespace CloudBase.MultiTenant.Operations;

/// <summary>The row of a pool's environment is not as it was read: another host claimed it, or removes it.</summary>
internal sealed class PoolChangeRefusedException(string reason) : Exception($"The pool's environment was not changed: {reason}");
