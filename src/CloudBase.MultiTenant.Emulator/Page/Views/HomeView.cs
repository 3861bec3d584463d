using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>The page at <c>/_emulator/</c>: whole without a script, kept up to date with one.</summary>
internal static class HomeView
{
    public static void Write(HtmlWriter html, PageReader reader, SandboxReader sandboxes, EmulatorSnapshot snapshot, PageOverview overview, string authority, string? show, FormProblem? problem)
    {
        LayoutView.Begin(html, "CloudBase emulator", live: true);
        html.Write($"""
            <header>
            <div><h1>CloudBase emulator</h1><p class="endpoint"><code>http://{authority}</code></p></div>
            <p id="live" role="status">Reload to see what is new.</p>
            <nav aria-label="Sections"><a href="#requests">Requests</a><a href="#environments">Environments</a><a href="#users">Users</a><a href="#sandboxes">Sandboxes</a><a href="#ledger">Ledger</a><a href="#faults">Faults</a><a href="#clock">Clock</a></nav>
            </header>
            <main id="main" tabindex="-1" data-run="{overview.Run}" data-last="{overview.LastRequest}">
            """);
        Overview(html, overview, authority);
        RequestsView.Write(html, reader, show);
        StateView.Environments(html, PageReader.Environments(snapshot));
        StateView.Users(html, PageReader.Users(snapshot));
        SandboxesView.Write(html, sandboxes.Sandboxes(), sandboxes.Snapshots());
        StateView.Ledger(html, reader.Orders(), overview.Spent);
        FaultsView.Write(html, reader.Faults(), problem?.Form == "faults" ? problem : null);
        Clock(html, overview, problem?.Form == "clock" ? problem : null);
        LayoutView.End(html);
    }

    private static void Overview(HtmlWriter html, PageOverview overview, string authority)
    {
        html.Write($"""<section id="overview" data-live aria-labelledby="overview-title"><h2 id="overview-title">Overview</h2><dl class="facts">""");
        Fact("Endpoint", $"http://{authority}");
        Fact("Account", string.Create(CultureInfo.InvariantCulture, $"UIN {overview.AccountUin}, APPID {overview.AppId}"));
        Fact("Root SecretId", overview.RootSecretId);
        Fact("Region", overview.Region);
        Fact("State", overview.State);
        Fact("Management environment", overview.ManagementEnvironmentId);
        Fact("Balance", string.Create(CultureInfo.InvariantCulture, $"CNY {overview.Balance:0.00}{(overview.SoldOut ? ", sold out" : string.Empty)}"));
        Fact("Spent", string.Create(CultureInfo.InvariantCulture, $"CNY {overview.Spent:0.00}"));
        Fact("Sandboxes", string.Create(CultureInfo.InvariantCulture, $"{overview.SandboxesRunning} running, {overview.SandboxesPaused} paused"));
        Fact("Deletions so far", overview.Deletes.ToString(CultureInfo.InvariantCulture));
        Fact("Calls still to land", overview.LateCalls.ToString(CultureInfo.InvariantCulture));
        html.Write($"</dl></section>");

        void Fact(string name, string value) => html.Write($"<div><dt>{name}</dt><dd>{value}</dd></div>");
    }

    private static void Clock(HtmlWriter html, PageOverview overview, FormProblem? problem)
    {
        html.Write($"""
            <section id="clock" aria-labelledby="clock-title"><h2 id="clock-title">Clock</h2>
            <div id="clock-now" data-live><p>The emulator's time is <strong>{overview.Time} UTC</strong>.</p>
            """);
        if (overview.ClockSkewSeconds != 0)
        {
            html.Write($"<p>A fault script shows it {overview.ClockSkewSeconds.ToString(CultureInfo.InvariantCulture)} s off to callers.</p>");
        }

        html.Write($"</div>");
        FormProblem.Write(html, problem);
        if (overview.CanAdvance)
        {
            html.Write($"""
                <form method="post" action="/_emulator/api/clock"><label>Advance by <input name="advance" required placeholder="02:00:00" pattern="{FormTime.Pattern}" value="{problem?.Fields.Text("advance")}" aria-describedby="{(problem is null ? string.Empty : "clock-problem ")}advance-help"></label>
                <button>Advance</button><p id="advance-help" class="help">Hours, minutes and seconds (02:00:00), or days before a dot (40.00:00:00). It cannot be taken back.</p></form>
                """);
        }
        else
        {
            html.Write($"""<p class="help">It runs by itself and cannot be advanced here.</p>""");
        }

        html.Write($"</section>");
    }
}
