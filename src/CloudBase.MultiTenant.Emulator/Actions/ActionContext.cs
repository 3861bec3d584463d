using System.Globalization;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Faults;
using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions;

/// <summary>A call while it is carried out: its arguments, its caller, the state (whose gate is held), and where its answer is written.</summary>
internal sealed class ActionContext
{
    public required AccountState State { get; init; }

    /// <summary>The sandboxes; its gate is taken under the state's, never the other way.</summary>
    public required SandboxFleet Sandboxes { get; init; }

    public required Arguments Arguments { get; init; }

    public required AccessIdentity Caller { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required string Region { get; init; }

    /// <summary>The authority that the caller reached the emulator under.</summary>
    public string Host { get; init; } = string.Empty;

    public required OrderOrigin Origin { get; init; }

    public required PolicyEvaluator Policies { get; init; }

    /// <summary>Writes the members of Response.</summary>
    public required Utf8JsonWriter Json { get; init; }

    /// <summary>Takes note of what the caller's rights were judged by.</summary>
    public required AccessTrace Access { get; init; }

    public IReadOnlyList<FaultStrike> Strikes { get; init; } = [];

    public CloudBaseEmulatorOptions Options => State.Options;

    public DateTimeOffset NewestVisible => State.NewestVisible(Now);

    /// <summary>A time as the cloud writes it where it names no offset.</summary>
    public string Time(DateTimeOffset? time) =>
        time?.ToOffset(Options.TimeOffset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? string.Empty;

    public EnvironmentRecord Environment()
    {
        var id = Arguments.Required("EnvId");
        return State.Environments.Find(id) ?? throw CloudErrorException.NotFound($"The environment '{id}'");
    }

    /// <summary>The environment, refused while it is isolated.</summary>
    public EnvironmentRecord LiveEnvironment()
    {
        var environment = Environment();
        return environment.IsolatedAt is null
            ? environment
            : throw new CloudErrorException("ResourceUnavailable.ResourceIsolated", $"The environment '{environment.Id}' is isolated; renew it first.");
    }
}
