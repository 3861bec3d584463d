using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Refuses a start that ags cannot do, before anything is sent.</summary>
internal static class StartRules
{
    private const int LeastStartId = 8;
    private const int MostStartId = 64;

    public static void Check(SandboxStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.Snapshot is { } snapshot)
        {
            throw new NotSupportedException($"Agent Sandbox cannot start from the snapshot '{snapshot}': it saves none. Give the name of a tool as Template.");
        }

        if (string.IsNullOrEmpty(start.Template))
        {
            throw new ArgumentException("The start names neither a template nor a snapshot: give the name of a tool as Template.", nameof(start));
        }

        if (start.StartId is not { Length: >= LeastStartId and <= MostStartId } || !start.StartId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException($"The start id '{start.StartId}' cannot be: give {LeastStartId} to {MostStartId} letters, digits, '-' or '_', drawn at random and kept.", nameof(start));
        }

        if (start.OnExpiry != SandboxExpiryAction.Stop)
        {
            throw new NotSupportedException($"Agent Sandbox stops an instance when its lifetime ends; OnExpiry {start.OnExpiry} cannot be had. Pause it before, or extend it.");
        }

        if (start.Lifetime is { } lifetime)
        {
            _ = InstanceLifetime.Write(lifetime);
        }

        if (start.Metadata.ContainsKey(InstanceMapping.StartIdLabel))
        {
            throw new ArgumentException($"The label '{InstanceMapping.StartIdLabel}' is this library's own: take another name.", nameof(start));
        }
    }
}
