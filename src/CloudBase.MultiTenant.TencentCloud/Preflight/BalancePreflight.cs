using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>Says that nobody looked at the balance, since no action that this library calls tells it.</summary>
internal sealed class BalancePreflight : IPreflightCheck
{
    public string Name => "balance";

    public PreflightStage Stage => PreflightStage.Account;

    public ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken) => new(PreflightFinding.NotChecked(
        Name, "None of the services that this library calls (tcb, cam, sts, tag) tells the account's balance.",
        "Look in the billing console: an order that cannot be paid is refused, and its tenant is parked."));
}
