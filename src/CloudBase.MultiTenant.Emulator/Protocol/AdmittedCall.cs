using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Actions;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>A call that is authenticated, served, within its rate and well formed.</summary>
internal sealed record AdmittedCall(ActionDefinition Definition, SignedBy Signer, string Region, JsonDocument Arguments, string RequestId) : IDisposable
{
    /// <summary>The authority that the caller reached the emulator under.</summary>
    public string Host { get; init; } = string.Empty;

    public void Dispose() => Arguments.Dispose();
}
