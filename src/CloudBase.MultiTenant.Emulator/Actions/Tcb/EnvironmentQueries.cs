using System.Globalization;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>CheckTcbService, DescribeEnvs, DescribeEnvLimit.</summary>
internal static class EnvironmentQueries
{
    private const int DefaultPage = 20;
    private const int MaxPage = 100;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount("CheckTcbService", "", 20, static context => context.Json.WriteBoolean("Initialized", true)),
        TcbParameters.OnEnvironment("DescribeEnvs", "EnvId string; IsVisible boolean; Channels string[]; Limit number; Offset number", 100, DescribeEnvs),
        TcbParameters.OnAccount("DescribeEnvLimit", "", 20, DescribeEnvLimit),
    ];

    private static void DescribeEnvs(ActionContext context)
    {
        var (state, json) = (context.State, context.Json);
        var offset = context.Arguments.Range("Offset", 0, int.MaxValue, 0);
        var limit = context.Arguments.Range("Limit", 1, MaxPage, DefaultPage);
        json.WriteStartArray("EnvList");
        int total;
        if (context.Arguments.Text("EnvId") is { Length: > 0 } id)
        {
            var environment = state.Environments.Find(id);
            total = environment is null ? 0 : 1;
            if (environment is not null && offset == 0)
            {
                Write(context, json, environment);
            }
        }
        else
        {
            total = state.EnvironmentList.VisibleCount(context.NewestVisible);
            foreach (var environment in state.EnvironmentList.NewestFirst(context.NewestVisible, offset, limit))
            {
                Write(context, json, environment);
            }
        }

        json.WriteEndArray();
        json.WriteNumber("Total", total);
    }

    private static void DescribeEnvLimit(ActionContext context)
    {
        var (options, account) = (context.Options, context.State.Account);
        var json = context.Json;
        json.WriteNumber("MaxEnvNum", options.NoLimits ? 1_000_000 : options.MaxEnvironments);
        json.WriteNumber("CurrentEnvNum", context.State.Environments.Count);
        json.WriteNumber("MaxFreeEnvNum", 0);
        json.WriteNumber("CurrentFreeEnvNum", 0);
        json.WriteNumber("MaxDeleteTotal", options.NoLimits ? 1_000_000 : options.MaxDeletes);
        json.WriteNumber("CurrentDeleteTotal", account.DeletesEver);
        json.WriteNumber("MaxDeleteMonthly", options.NoLimits ? 1_000_000 : options.MaxDeletesPerMonth);
        json.WriteNumber("CurrentDeleteMonthly", DeleteBudget.ThisMonth(context));
        json.WriteNumber("MaxFreeTrialNum", 0);
        json.WriteNumber("CurrentFreeTrialNum", 0);
        json.WriteNumber("ChangePayTotal", 1_000_000);
        json.WriteNumber("CurrentChangePayTotal", 0);
        json.WriteNumber("ChangePayMonthly", 1_000_000);
        json.WriteNumber("CurrentChangePayMonthly", 0);
    }

    private static void Write(ActionContext context, Utf8JsonWriter json, EnvironmentRecord environment)
    {
        var isReady = environment.IsReady(context.Now);
        var appId = context.Options.AppId.ToString(CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("EnvId", environment.Id);
        json.WriteString("Source", "qcloud");
        json.WriteString("Alias", environment.Alias);
        json.WriteString("CreateTime", context.Time(environment.CreatedAt));
        json.WriteString("UpdateTime", context.Time(environment.UpdatedAt));
        json.WriteString("Status", environment.IsolatedAt is not null ? context.Options.IsolatedStatus : isReady ? "NORMAL" : "UNAVAILABLE");
        json.WriteStartArray("Databases");
        if (isReady && environment.Resources.Contains("flexdb"))
        {
            json.WriteStartObject();
            json.WriteString("InstanceId", "tnt-" + environment.Id[^9..]);
            json.WriteString("Status", "RUNNING");
            json.WriteString("Region", environment.Region);
            json.WriteString("UpdateTime", context.Time(environment.ReadyAt));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("Storages");
        if (isReady && environment.Resources.Contains("storage"))
        {
            var bucket = environment.ExternalStorage?.BucketName ?? $"{Folded(environment.Id)}-{appId}";
            json.WriteStartObject();
            json.WriteString("Region", environment.ExternalStorage?.Region ?? environment.Region);
            json.WriteString("Bucket", bucket);
            json.WriteString("CdnDomain", $"{bucket}.tcb.qcloud.la");
            json.WriteString("AppId", appId);
            WriteExternal(json, environment.ExternalStorage);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("Functions");
        if (isReady && environment.Resources.Contains("function"))
        {
            json.WriteStartObject();
            json.WriteString("Namespace", environment.Id);
            json.WriteString("Region", environment.Region);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("PackageId", environment.PackageId);
        json.WriteString("PackageName", PackageQueries.TitleOf(environment.PackageId));
        json.WriteStartArray("LogServices");
        if (isReady)
        {
            json.WriteStartObject();
            json.WriteString("LogsetName", "tcb-" + environment.Id);
            json.WriteString("LogsetId", "logset-" + environment.Id[^16..]);
            json.WriteString("TopicName", "tcb-topic-" + environment.Id);
            json.WriteString("TopicId", "topic-" + environment.Id[^16..]);
            json.WriteString("Region", environment.Region);
            json.WriteNumber("Period", 30);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("StaticStorages");
        json.WriteEndArray();
        json.WriteBoolean("IsAutoDegrade", false);
        json.WriteString("EnvChannel", "qc_console");
        json.WriteString("PayMode", "prepayment");
        json.WriteBoolean("IsDefault", false);
        json.WriteString("Region", environment.Region);
        TagJson.WritePairs(json, "Tags", environment.Tags, "Key", "Value");
        json.WriteStartArray("CustomLogServices");
        json.WriteEndArray();
        json.WriteString("EnvType", "baas");
        json.WriteBoolean("IsDauPackage", false);
        json.WriteString("PackageType", "baas");
        json.WriteString("ArchitectureType", string.Empty);
        json.WriteString("Recycle", string.Empty);
        json.WriteStartArray("Meta");
        json.WriteEndArray();
        json.WriteStartArray("PostgreSQL");
        if (isReady && environment.Resources.Contains("postgresql"))
        {
            json.WriteStartObject();
            json.WriteString("Name", "default");
            json.WriteString("InstanceName", "pg-" + environment.Id[^9..]);
            json.WriteNumber("Status", 1);
            json.WriteString("Region", environment.Region);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteExternal(Utf8JsonWriter json, ExternalBucket? bucket)
    {
        if (bucket is null)
        {
            return;
        }

        json.WriteStartObject("ExternalStorage");
        json.WriteString("BucketName", bucket.BucketName);
        json.WriteString("Region", bucket.Region);
        json.WriteString("BasePath", bucket.BasePath);
        json.WriteBoolean("Enabled", bucket.Enabled);
        json.WriteEndObject();
    }

    /// <summary>A bucket name holds hex of the environment's id, as the cloud's do.</summary>
    private static string Folded(string id) => Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(id[^2..])) + "-" + id;
}
