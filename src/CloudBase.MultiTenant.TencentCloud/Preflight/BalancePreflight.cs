using System.Globalization;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>Whether the account can pay for a tenant's first month.</summary>
internal sealed class BalancePreflight(
    TencentCloudClient client, IPriceBook prices, IOptions<CloudBaseOptions> options, IOptions<TencentCloudOptions> cloud, TimeProvider time) : IPreflightCheck
{
    private const string Advice = "Look in the billing console: an order that cannot be paid is refused, and its tenant is parked.";

    public string Name => "balance";

    public PreflightStage Stage => PreflightStage.Account;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            DescribeAccountBalanceResponse answer = await client.ReadAsync(BillingActions.DescribeAccountBalance, EmptyRequest.Instance, cancellationToken).ConfigureAwait(false);
            return answer.RealBalance is { } hundredths
                ? Judge(hundredths / 100)
                : PreflightFinding.NotChecked(Name, "The cloud's answer names no balance.", Advice);
        }
        catch (CloudCallException e)
        {
            // The right to read it is finance's to give, and nothing else here needs it.
            return PreflightFinding.NotChecked(Name, $"billing:DescribeAccountBalance was refused ({e.Code}).", $"Grant the platform's key that read, or: {Advice}");
        }
    }

    private PreflightFinding Judge(decimal balance)
    {
        // The book is in the domestic site's currency; what an international account pays in, the answer does not say.
        string currency = cloud.Value.Site == TencentCloudSite.Domestic ? " " + prices.Currency : string.Empty;
        string what = string.Create(CultureInfo.InvariantCulture, $"{balance:0.00}{currency} can be spent");
        decimal? price = cloud.Value.Site == TencentCloudSite.Domestic ? MonthlyPrice() : null;
        if (balance <= 0 || balance < price)
        {
            string less = price is null ? "nothing can be ordered with it" : string.Create(CultureInfo.InvariantCulture, $"a month of '{options.Value.Provisioning.PackageId}' costs {price:0.00}");
            return PreflightFinding.Warning(Name, $"{what}, and {less}.", "Top the account up, unless vouchers or credit pay: an order that cannot be paid is refused, and its tenant is parked.");
        }

        return PreflightFinding.Ok(Name, price is null ? what + "." : string.Create(
            CultureInfo.InvariantCulture, $"{what}: a month of '{options.Value.Provisioning.PackageId}' for {decimal.Floor(balance / price.Value)} tenant(s)."));
    }

    private decimal? MonthlyPrice()
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return prices.Entries.FirstOrDefault(
            e => e.PackageId == options.Value.Provisioning.PackageId && e.ValidFrom <= today && (e.ValidUntil is null || today <= e.ValidUntil) && e.MonthlyPrice > 0)?.MonthlyPrice;
    }
}
