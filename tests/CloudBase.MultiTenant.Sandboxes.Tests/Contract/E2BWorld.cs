using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

/// <summary>The E2B provider over the emulator.</summary>
public abstract class E2BWorld : SandboxWorld
{
    public override string Template => "base";

    public override void LoseNextStart() =>
        Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Service = "sandbox", Action = "CreateSandbox" });

    /// <summary>Where ports are reached without headers; null where headers tell them apart.</summary>
    protected virtual string? PortUrl(CloudBaseEmulator emulator) => null;

    internal override void AddProvider(ICloudBaseMultiTenantBuilder builder, CloudBaseEmulator emulator) => builder.AddE2BSandboxes(o =>
    {
        o.ApiUrl = o.SandboxUrl = emulator.Endpoint;
        o.ApiKey = new SecretString(emulator.SandboxApiKey);
        o.PortUrl = PortUrl(emulator);
    });
}

public sealed class E2BOverBubblewrap : E2BWorld
{
    internal override SandboxTier Tier => SandboxTier.Bubblewrap;
}

public sealed class E2BOverUnshare : E2BWorld
{
    internal override SandboxTier Tier => SandboxTier.Unshare;

    protected override string? PortUrl(CloudBaseEmulator emulator) => $"{emulator.Endpoint.AbsoluteUri}_sandboxes/{{id}}/{{port}}/";
}
