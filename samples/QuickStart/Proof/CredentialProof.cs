using CloudBase.MultiTenant;

namespace QuickStart.Proof;

/// <summary>One tenant's credential, tried at its own environment and at a neighbour's.</summary>
/// <param name="Holder">The tenant.</param>
/// <param name="Credential">The credential in words; never the secret.</param>
/// <param name="Own">What its own environment answered.</param>
/// <param name="Neighbour">What the neighbour's environment answered.</param>
internal sealed record CredentialProof(TenantId Holder, string Credential, GatewayAnswer Own, GatewayAnswer Neighbour)
{
    internal const string HowItWasTried = "A function that no environment has is called with it: who is let in gets 404, who is not gets 403.";

    internal bool Holds => Own.AsExpected && Neighbour.AsExpected;
}
