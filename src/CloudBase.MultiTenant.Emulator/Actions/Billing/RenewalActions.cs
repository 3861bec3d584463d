using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Billing;

/// <summary>SetRenewal of billing 2018-07-09: the only published way to switch an environment's automatic renewal after it was ordered.</summary>
internal static class RenewalActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        new(
            "billing", "SetRenewal",
            ParameterSchema.Parse("ProductCode string !; RegionCode string !; InstanceId string !; RenewFlag string !; RenewPeriod string; RenewPeriodUnit string"),
            20, null, SetRenewal),
    ];

    private static void SetRenewal(ActionContext context)
    {
        var arguments = context.Arguments;
        var id = arguments.Required("InstanceId");
        arguments.Required("ProductCode");
        var region = arguments.Required("RegionCode");
        var flag = arguments.Required("RenewFlag");
        if (flag is not ("NOTIFY_AND_MANUAL_RENEW" or "NOTIFY_AND_AUTO_RENEW" or "DISABLE_NOTIFY_AND_MANUAL_RENEW"))
        {
            throw CloudErrorException.InvalidValue(
                "RenewFlag", flag, "it must be NOTIFY_AND_MANUAL_RENEW, NOTIFY_AND_AUTO_RENEW or DISABLE_NOTIFY_AND_MANUAL_RENEW");
        }

        var months = Months(arguments.Text("RenewPeriod") ?? "1", arguments.Text("RenewPeriodUnit") ?? "m");
        var environment = context.State.Environments.Find(id);
        if (environment is null || environment.Region != region)
        {
            throw CloudErrorException.NotFound($"The instance '{id}' in {region}");
        }

        environment.AutoRenew = flag == "NOTIFY_AND_AUTO_RENEW";
        environment.RenewMonths = months;
        context.State.Update(environment, context.Now);
    }

    private static int Months(string period, string unit) => (period, unit) switch
    {
        ("1" or "2" or "3" or "4" or "5" or "6" or "7" or "8" or "9" or "10" or "11" or "12" or "24", "m") =>
            int.Parse(period, System.Globalization.CultureInfo.InvariantCulture),
        ("1", "y") => 12,
        ("2", "y") => 24,
        _ => throw CloudErrorException.InvalidValue("RenewPeriod", $"{period}{unit}", "it must be 1 to 12 or 24 months (m), or 1 or 2 years (y)"),
    };
}
