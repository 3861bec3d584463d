using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>The sandboxes of the account, and the snapshots that were saved from them.</summary>
internal static class SandboxesView
{
    public static void Write(HtmlWriter html, IReadOnlyList<PageSandbox> sandboxes, IReadOnlyList<PageSnapshot> snapshots)
    {
        html.Write($"""<section id="sandboxes" aria-labelledby="sandboxes-title"><h2 id="sandboxes-title">Sandboxes</h2><div data-live id="sandboxes-live">""");
        var alive = sandboxes.Count(sandbox => sandbox.EndReason is null);
        var caption = string.Create(CultureInfo.InvariantCulture, $"{alive} there, {sandboxes.Count - alive} ended, newest first");
        LayoutView.BeginTable(html, "sandboxes", LayoutView.Caption(caption, sandboxes.Count), "Sandbox", "Template", "State", "Since (UTC)", "Expires", "Snapshots", "Labels");
        foreach (var sandbox in sandboxes.Take(LayoutView.MaxRows))
        {
            Row(html, sandbox);
        }

        if (sandboxes.Count == 0)
        {
            LayoutView.None(html, 7, "No sandbox. E2B clients (E2B_API_URL) and the ags actions start them at the endpoint above.");
        }

        LayoutView.EndTable(html);
        html.Write($"""</div><h3>Snapshots</h3><div data-live id="snapshots-live">""");
        LayoutView.BeginTable(html, "snapshots", LayoutView.Caption($"{snapshots.Count} saved, newest first", snapshots.Count), "Snapshot", "Name", "Saved from", "Saved (UTC)");
        foreach (var snapshot in snapshots.Take(LayoutView.MaxRows))
        {
            html.Write($"""
                <tr data-key="n{snapshot.Id}"><th scope="row"><code>{snapshot.Id}</code></th><td data-label="Name">{(snapshot.Name.Length > 0 ? snapshot.Name : "-")}</td><td data-label="Saved from"><code>{snapshot.SavedFrom}</code></td><td data-label="Saved (UTC)">{snapshot.CreatedAt}</td></tr>
                """);
        }

        if (snapshots.Count == 0)
        {
            LayoutView.None(html, 4, "No snapshot.");
        }

        LayoutView.EndTable(html);
        html.Write($"</div></section>");
    }

    private static void Row(HtmlWriter html, PageSandbox sandbox)
    {
        html.Write($"""<tr data-key="s{sandbox.Id}"><th scope="row"><code>{sandbox.Id}</code></th><td data-label="Template">{sandbox.Template}{(sandbox.FromSnapshot ? " (a snapshot)" : string.Empty)}</td><td data-label="State">""");
        LayoutView.Badge(html, KindOf(sandbox), sandbox.EndReason is { } reason ? $"{sandbox.State}: {reason}" : sandbox.State);
        if (sandbox.KeepsMemory is { } memory)
        {
            html.Write($" {(memory ? "with its memory" : "with its disk")}");
        }

        html.Write($"""</td><td data-label="Since (UTC)">{sandbox.Since}</td><td data-label="Expires">""");
        if (sandbox.ExpiresAt is { } expiresAt)
        {
            html.Write($"<span>{expiresAt:yyyy-MM-dd HH:mm:ss}</span> then {(sandbox.OnExpiry == "pause" ? "paused" : "stopped")}");
        }
        else
        {
            html.Write($"{(sandbox.State == "paused" ? "not while paused" : "-")}");
        }

        html.Write($"""</td><td data-label="Snapshots">""");
        LayoutView.Chips(html, sandbox.Snapshots);
        html.Write($"""</td><td data-label="Labels">""");
        LayoutView.Chips(html, sandbox.Metadata.Select(label => $"{label.Key}: {label.Value}"));
        html.Write($"</td></tr>");
    }

    private static string KindOf(PageSandbox sandbox) => sandbox switch
    {
        { State: "running" } => "ok",
        { State: "failed" } or { EndReason: "error" } => "denied",
        { State: "paused" or "stopped" } => "still",
        _ => "fault",
    };
}
