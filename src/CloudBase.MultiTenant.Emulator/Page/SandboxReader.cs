using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Reads what the page shows of sandboxes; tokens and whatever else is secret in a label stay behind.</summary>
internal sealed class SandboxReader(EmulatorCore core, PageReader reader)
{
    /// <summary>Newest first.</summary>
    public IReadOnlyList<PageSandbox> Sandboxes()
    {
        var scrubber = new SecretScrubber(reader.Secrets());
        var saved = Saved().ToLookup(snapshot => snapshot.SnapshotOf, snapshot => snapshot.Id, StringComparer.Ordinal);
        return core.Sandboxes.All(ended: true).Reverse()
            .Select(view => new PageSandbox(
                view.Id, EmulatedSandbox.TemplateOf(view), view.Start.Template.IsSnapshot, view.State.ToString().ToLowerInvariant(),
                view.IsAlive ? null : view.Ended?.ToString().ToLowerInvariant(), view.CreatedAt, view.UpdatedAt, view.State == FleetState.Running ? view.EndsAt : null,
                view.Start.PauseOnExpiry ? "pause" : "stop", view.State == FleetState.Paused ? view.HasMemory : null, Labels(view, scrubber), [.. saved[view.Id]]))
            .ToList();
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PageSnapshot> Snapshots() =>
        Enumerable.Reverse(Saved()).Select(snapshot => new PageSnapshot(snapshot.Id, snapshot.Name, snapshot.SnapshotOf!, snapshot.CreatedAt)).ToList();

    private List<FleetTemplate> Saved() => core.Sandboxes.WithAccount((shelf, _, _) => shelf.All.Where(template => template.IsSnapshot).ToList());

    private static Dictionary<string, string> Labels(SandboxView view, SecretScrubber scrubber)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in view.Metadata)
        {
            labels[scrubber.ScrubText(name)] = SecretScrubber.IsSecretName(name) ? SecretScrubber.Mask : scrubber.ScrubText(value);
        }

        return labels;
    }
}
