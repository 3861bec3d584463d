using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Ordering;

/// <summary>When a call that pays is signed, and when it can no longer be accepted.</summary>
internal static class OnceSignature
{
    /// <summary>Reads the cloud's time in the whole seconds that a signature has.</summary>
    public static async ValueTask<DateTimeOffset> NowAsync(IEnvironmentCloud cloud, CancellationToken cancellationToken)
    {
        DateTimeOffset now = (await cloud.ReadClockAsync(cancellationToken).ConfigureAwait(false)).Now;
        return DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
    }

    /// <summary>The time by the cloud's clock from which on the cloud refuses what was signed then.</summary>
    public static DateTimeOffset RefusedFrom(DateTimeOffset signedAt, ProvisioningOptions options) => signedAt + options.SignatureWindow + options.ClockSkew;

    /// <summary>The time by the cloud's clock from which on an environment ordered then would be seen.</summary>
    public static DateTimeOffset SeenFrom(DateTimeOffset signedAt, ProvisioningOptions options) => RefusedFrom(signedAt, options) + options.CreateVisibility;
}
