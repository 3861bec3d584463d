namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Who signed a request.</summary>
/// <param name="UserUin">The sub-account, or 0 for the root account.</param>
/// <param name="SecretId">The key's id.</param>
/// <param name="Temporary">The name that temporary keys were asked for; null for permanent keys.</param>
internal sealed record RequestCaller(long UserUin, string SecretId, string? Temporary);
