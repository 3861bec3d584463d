namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>The headers by which a gateway finds a sandbox and envd knows the caller.</summary>
internal static class EnvdHeaders
{
    public const string AccessToken = "X-Access-Token";

    public const string SandboxId = "E2b-Sandbox-Id";

    public const string SandboxPort = "E2b-Sandbox-Port";
}
