using CloudBase.MultiTenant;
using QuickStart.Onboarding;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QuickStart.Output;

/// <summary>What the terminal shows while tenants are onboarded: those at work first, as many as fit.</summary>
internal sealed class LiveBoard : IProgressView
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, TenantProgress> _progress = [];
    private readonly IReadOnlyList<TenantId> _tenants;
    private readonly TimeProvider _time;
    private readonly int _rows;
    private readonly long _start;

    internal LiveBoard(IReadOnlyList<TenantId> tenants, TimeProvider time, int rows)
    {
        (_tenants, _time, _rows) = (tenants, time, rows);
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
        Grid grid = new();
        grid.AddColumns(new GridColumn().NoWrap().Width(30), new GridColumn().NoWrap(), new GridColumn().NoWrap().RightAligned());
        foreach (TenantProgress progress in all.OrderBy(p => Rank(p.Phase)).Take(_rows))
        {
            string time = progress.Phase == TenantPhase.Running ? Words.Seconds(_time.GetElapsedTime(progress.StartedAt)) : string.Empty;
            grid.AddRow(new Text(Words.Short(progress.Id)), new Text(progress.Step, new Style(Colour(progress.Phase))), new Text(time));
        }

        string hidden = all.Count > _rows ? $", {all.Count - _rows} more not shown" : string.Empty;
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
