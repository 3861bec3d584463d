using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>DescribeBaasPackageList and DescribeEnvPlans.</summary>
internal static class PackageQueries
{
    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["baas_personal"] = "个人版",
        ["baas_pf_standard"] = "标准版",
        ["baas_pf_enterprise"] = "企业版",
        ["baas_pf_enterprise_senior"] = "企业高级版",
        ["baas_integration"] = "集成版",
    };

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount(
            "DescribeBaasPackageList",
            "PackageName string; EnvId string; Source string; EnvChannel string; TargetAction string; GroupName string; PackageTypeList string[]; PaymentChannel string",
            20, DescribeBaasPackageList),
        TcbParameters.OnAccount("DescribeEnvPlans", "PackageId string", 20, DescribeEnvPlans),
    ];

    public static string TitleOf(string packageId) => Titles.GetValueOrDefault(packageId, packageId);

    private static void DescribeBaasPackageList(ActionContext context)
    {
        var source = context.Arguments.Text("Source") ?? "miniapp";
        if (source is not ("miniapp" or "qcloud"))
        {
            throw CloudErrorException.InvalidValue("Source", source, "it must be miniapp or qcloud");
        }

        var name = context.Arguments.Text("PackageName");
        context.Json.WriteStartArray("PackageList");
        // The packages sold here are Tencent Cloud's; the default source, miniapp, has none of them.
        foreach (var packageId in source == "qcloud" ? context.Options.MonthlyPrices.Keys : [])
        {
            if (name is { Length: > 0 } && name != packageId)
            {
                continue;
            }

            context.Json.WriteStartObject();
            context.Json.WriteString("PackageName", packageId);
            context.Json.WriteString("PackageTitle", TitleOf(packageId));
            context.Json.WriteString("GroupName", "baas");
            context.Json.WriteString("GroupTitle", "baas");
            context.Json.WriteString("BillTags", "{}");
            context.Json.WriteString("ResourceLimit", "{}");
            context.Json.WriteString("AdvanceLimit", "{}");
            context.Json.WriteString("PackageDescription", string.Empty);
            context.Json.WriteBoolean("IsExternal", true);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static void DescribeEnvPlans(ActionContext context)
    {
        var wanted = context.Arguments.Text("PackageId");
        context.Json.WriteStartArray("PlanList");
        foreach (var (packageId, price) in context.Options.MonthlyPrices)
        {
            if (wanted is { Length: > 0 } && wanted != packageId)
            {
                continue;
            }

            context.Json.WriteStartObject();
            context.Json.WriteString("PackageId", packageId);
            context.Json.WriteString("PackageTitle", TitleOf(packageId));
            context.Json.WriteString("PackageDescription", string.Empty);
            context.Json.WriteString("UnitPrice", price.ToString(CultureInfo.InvariantCulture));
            context.Json.WriteString("PackageType", "baas");
            context.Json.WriteString("ResourceLimit", "{}");
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }
}
