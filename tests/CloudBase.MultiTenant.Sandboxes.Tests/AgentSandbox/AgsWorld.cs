using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

/// <summary>Agent Sandbox over the emulator: the control by signed actions, the data plane by envd.</summary>
public abstract class AgsWorld : SandboxWorld
{
    public override string Template => "code-interpreter-v1";

    public override void LoseNextStart() =>
        Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Service = "ags", Action = "StartSandboxInstance" });

    internal override void AddProvider(ICloudBaseMultiTenantBuilder builder, CloudBaseEmulator emulator) => builder
        .UseTencentCloud(o =>
        {
            o.Endpoint = emulator.Endpoint;
            o.SecretId = emulator.SecretId;
            o.SecretKey = new SecretString(emulator.SecretKey);
        })
        .AddAgentSandboxes();
}

public sealed class AgsOverBubblewrap : AgsWorld
{
    internal override SandboxTier Tier => SandboxTier.Bubblewrap;
}

public sealed class AgsOverUnshare : AgsWorld
{
    internal override SandboxTier Tier => SandboxTier.Unshare;
}
