using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>DescribeQuotaData: what was set for a metric (<c>POST /_emulator/usage</c>), or what the emulator itself can count; nothing else is metered, for no function runs.</summary>
internal static class UsageQueries
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>The metrics by the names that are published, mixed capitals and all.</summary>
    public static readonly string[] Metrics =
    [
        "StorageSizepkg", "StorageReadpkg", "StorageWritepkg", "StorageCdnOriginFluxpkg", "StorageCdnOriginFluxpkgDay", "StorageReadpkgDay", "StorageWritepkgDay",
        "CDNFluxpkg", "CDNFluxpkgDay", "FunctionInvocationpkg", "FunctionGBspkg", "FunctionFluxpkg", "FunctionInvocationpkgDay", "FunctionGBspkgDay",
        "FunctionFluxpkgDay", "DbSizepkg", "DbReadpkg", "DbWritepkg", "StaticFsFluxPkgDay", "StaticFsFluxPkg", "StaticFsSizePkg",
    ];

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnEnvironment("DescribeQuotaData", "EnvId string !; MetricName string !; ResourceID string", 2000, DescribeQuotaData),
    ];

    private static void DescribeQuotaData(ActionContext context)
    {
        var environment = context.Environment();
        var metric = context.Arguments.Required("MetricName");
        if (!Metrics.Contains(metric))
        {
            throw CloudErrorException.InvalidValue("MetricName", metric, $"it must be one of {string.Join(", ", Metrics)}");
        }

        if (context.Arguments.Text("ResourceID") is { Length: > 0 } resource)
        {
            throw CloudErrorException.InvalidValue("ResourceID", resource, "the emulator meters whole environments only; leave it out");
        }

        var value = environment.Usage.TryGetValue(metric, out var given) ? given : metric == "DbSizepkg" ? DatabaseMegabytes(context, environment) : 0;
        context.Json.WriteString("MetricName", metric);
        context.Json.WriteNumber("Value", value);
        context.Json.WriteString("SubValue", value.ToString(CultureInfo.InvariantCulture));
    }

    private static long DatabaseMegabytes(ActionContext context, EnvironmentRecord environment) =>
        context.State.CollectionsOf(environment.Id).Sum(collection => collection.Documents.Values.Sum(document => (long)document.Length)) / Megabyte;
}
