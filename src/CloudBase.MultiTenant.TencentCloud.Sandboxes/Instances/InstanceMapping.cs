using System.Globalization;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Reads what ags says of an instance. Its words are an open list: what is not known here is kept and called unknown.</summary>
internal static class InstanceMapping
{
    /// <summary>The label that a start's id is kept under, for clouds that answer a repeated start with a refusal. It is not shown.</summary>
    public const string StartIdLabel = "cloudbase-start-id";

    /// <summary>Returns null where the instance has no id that can be used.</summary>
    public static SandboxInfo? ToInfo(SandboxInstanceData? instance)
    {
        if (instance is null || !SandboxId.TryParse(instance.InstanceId, out SandboxId id))
        {
            return null;
        }

        SandboxState state = State(instance.Status);
        return new SandboxInfo
        {
            Id = id,
            State = state,
            ProviderState = instance.Status ?? string.Empty,
            Source = instance.ToolName ?? instance.ToolId ?? string.Empty,
            StartedAt = Time(instance.CreateTime),
            ExpiresAt = Time(instance.ExpiresAt),
            EndReason = state is SandboxState.Stopped or SandboxState.Failed ? EndReason(instance.StopReason) : null,
            Metadata = Labels(instance).Where(l => l.Key != StartIdLabel).ToDictionary(StringComparer.Ordinal),
        };
    }

    public static string? StartId(SandboxInstanceData instance) => Labels(instance).FirstOrDefault(l => l.Key == StartIdLabel).Value;

    public static SandboxState State(string? status) => status switch
    {
        "STARTING" => SandboxState.Starting,
        "RUNNING" => SandboxState.Running,
        "PAUSING" => SandboxState.Pausing,
        "PAUSED" or "RESUME_FAILED" => SandboxState.Paused, // A resume that failed can be asked for again.
        "RESUMING" => SandboxState.Resuming,
        "STOPPING" => SandboxState.Stopping,
        "STOPPED" => SandboxState.Stopped,
        "FAILED" or "STARTING_FAILED" => SandboxState.Failed,

        // PAUSE_FAILED, STOP_FAILED and STOPPING_FAILED among them: nothing says what still runs there.
        _ => SandboxState.Unknown,
    };

    public static bool IsGone(SandboxState state) => state is SandboxState.Stopping or SandboxState.Stopped or SandboxState.Failed;

    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    private static SandboxEndReason EndReason(string? reason) => reason switch
    {
        "manual" => SandboxEndReason.Stopped,
        "timeout" => SandboxEndReason.Expired,
        "error" or "system" => SandboxEndReason.ProviderFailure,
        _ => SandboxEndReason.Unknown,
    };

    private static IEnumerable<KeyValuePair<string, string>> Labels(SandboxInstanceData instance) =>
        (instance.Metadata ?? []).Where(l => l.Name is not null).DistinctBy(l => l.Name, StringComparer.Ordinal).Select(l => KeyValuePair.Create(l.Name!, l.Value ?? string.Empty));
}
