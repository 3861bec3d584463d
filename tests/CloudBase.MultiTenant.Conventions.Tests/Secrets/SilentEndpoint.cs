using CloudBase.MultiTenant.Sandboxes.Envd;

namespace CloudBase.MultiTenant.Conventions.Tests.Secrets;

/// <summary>A sandbox where nothing listens.</summary>
internal sealed class SilentEndpoint() : EnvdEndpoint(SandboxId.Parse("i4k2m9qz7x"))
{
    public override Uri GetAddress(int port) => new("http://127.0.0.1:9");

    public override ValueTask<SecretString?> GetAccessTokenAsync(bool renew, CancellationToken cancellationToken) =>
        new(new SecretString(FullHost.SandboxKey));
}
