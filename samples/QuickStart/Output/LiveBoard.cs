using CloudBase.MultiTenant;
using QuickStart.Onboarding;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QuickStart.Output;

/// <summary>What the terminal shows while tenants are onboarded: those at work first, as many as fit.</summary>
internal sealed class LiveBoard : IProgressView
{
    // Between two columns, and the widest time that a run is watched for: 9999.9 s.
    private const int Gap = 2;
    private const int Times = 8;
    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, TenantProgress> _progress = [];
    private readonly IReadOnlyList<TenantId> _tenants;
    private readonly TimeProvider _time;
    private readonly Profile _terminal;
    private readonly long _start;

    internal LiveBoard(IReadOnlyList<TenantId> tenants, TimeProvider time, Profile terminal)
    {
        (_tenants, _time, _terminal) = (tenants, time, terminal);
        _start = time.GetTimestamp();
        foreach (TenantId tenant in tenants)
        {
            _progress[tenant] = new TenantProgress(tenant, TenantPhase.Queued, "waits for its turn", 0);
        }
    }

    public void Report(TenantProgress progress)
    {
        lock (_gate)
        {
            _progress[progress.Id] = progress;
        }
    }

    internal IRenderable Render()
    {
        List<TenantProgress> all;
        lock (_gate)
        {
            all = [.. _tenants.Select(t => _progress[t])];
        }

        int done = all.Count(p => p.Phase is TenantPhase.Found or TenantPhase.Created);
        // A terminal may be made narrower or lower meanwhile. The last column is left free: a line that fills it is wrapped by some.
        int rows = Math.Max(4, _terminal.Height - 6);
        int ids = Math.Min(28, _terminal.Width / 2);
        int steps = Math.Max(4, _terminal.Width - ids - Times - (2 * Gap) - 1);
        Grid grid = new();
        grid.AddColumns(
            new GridColumn().NoWrap().Width(ids).Padding(0, 0, Gap, 0), new GridColumn().NoWrap().Padding(0, 0, Gap, 0), new GridColumn().NoWrap().Padding(0, 0, 0, 0).RightAligned());
        foreach (TenantProgress progress in all.OrderBy(p => Rank(p.Phase)).Take(rows))
        {
            string time = progress.Phase == TenantPhase.Running ? Words.Seconds(_time.GetElapsedTime(progress.StartedAt)) : string.Empty;
            grid.AddRow(new Text(Cells.Fit(progress.Id.Value, ids)), new Text(Cells.Fit(progress.Step, steps), new Style(Colour(progress.Phase))), new Text(time));
        }

        string hidden = all.Count > rows ? $", {all.Count - rows} more not shown" : string.Empty;
        return new Rows(new Text($"{done} of {all.Count} tenants active after {Words.Seconds(_time.GetElapsedTime(_start))}{hidden}"), grid);
    }

    private static int Rank(TenantPhase phase) => phase switch
    {
        TenantPhase.Failed => 0,
        TenantPhase.Running => 1,
        TenantPhase.Queued => 2,
        _ => 3,
    };

    private static Color Colour(TenantPhase phase) => phase switch
    {
        TenantPhase.Failed => Color.Red,
        TenantPhase.Running => Color.Yellow,
        TenantPhase.Created or TenantPhase.Found => Color.Green,
        _ => Color.Default,
    };
}
