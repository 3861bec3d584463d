using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Actions;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>A call that is authenticated, served, within its rate and well formed.</summary>
internal sealed record AdmittedCall(ActionDefinition Definition, SignedBy Signer, string Region, JsonDocument Arguments, string RequestId) : IDisposable
{
    public void Dispose() => Arguments.Dispose();
}
