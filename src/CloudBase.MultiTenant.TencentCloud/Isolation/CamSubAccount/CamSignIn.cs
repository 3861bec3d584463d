namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Where and as whom a tenant signs in to the cloud's console.</summary>
/// <param name="Address">The address to open.</param>
/// <param name="AccountUin">The number of the root account, which the page may ask for.</param>
/// <param name="UserName">The sub-account's name.</param>
public sealed record CamSignIn(Uri Address, string AccountUin, string UserName);
