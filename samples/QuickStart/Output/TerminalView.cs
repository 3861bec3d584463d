using CloudBase.MultiTenant;
using QuickStart.Proof;
using QuickStart.Sandboxes;
using QuickStart.Templates;
using QuickStart.Tenants;
using Spectre.Console;

namespace QuickStart.Output;

/// <summary>Tables and live progress for a person at a terminal. NO_COLOR is honoured by the console library.</summary>
internal sealed class TerminalView(IAnsiConsole console, IAnsiConsole error, TimeProvider time) : IQuickStartView
{
    public void Note(string text) => console.MarkupLineInterpolated($"{text}");

    public void Problem(string message, string next)
    {
        error.MarkupLineInterpolated($"[red]{message}[/]");
        error.MarkupLineInterpolated($"{next}");
    }

    public async Task<T> WithProgressAsync<T>(IReadOnlyList<TenantId> tenants, Func<IProgressView, Task<T>> work)
    {
        LiveBoard board = new(tenants, time, Math.Max(4, console.Profile.Height - 6));
        T result = default!;
        await console.Live(board.Render()).Overflow(VerticalOverflow.Ellipsis).AutoClear(true).StartAsync(async context =>
        {
            Task<T> task = work(board);
            using PeriodicTimer frames = new(TimeSpan.FromMilliseconds(100), time);
            while (!task.IsCompleted)
            {
                context.UpdateTarget(board.Render());
                await Task.WhenAny(task, frames.WaitForNextTickAsync().AsTask());
            }

            result = await task;
        });
        return result;
    }

    public void ShowTenants(IReadOnlyList<TenantOutcome> outcomes)
    {
        Table table = NewTable("tenant", "alias", "environment", "isolation", "from", "state", "paid until", "time");
        foreach (TenantOutcome outcome in outcomes)
        {
            string colour = outcome.Error is null ? "green" : "red";
            table.AddRow(
                Markup.Escape(Words.Short(outcome.Id)), outcome.Tenant?.Alias.Value ?? "-", Markup.Escape(outcome.Tenant?.EnvironmentId?.Value ?? "-"),
                outcome.Isolation, Markup.Escape(outcome.From), $"[{colour}]{outcome.State}[/]", Words.Date(outcome.Tenant?.PaidUntil),
                outcome.CreatedNow || outcome.Error is not null ? Words.Seconds(outcome.Took) : "found");
        }

        console.Write(table);
    }

    public void ShowProof(CredentialProof proof)
    {
        Table table = NewTable("called with one tenant's credential", "of tenant", "answer", "so");
        Add("its own environment", proof.Own);
        Add("a neighbour's environment", proof.Neighbour);
        console.MarkupLineInterpolated($"{proof.Credential}");
        console.Write(table);

        void Add(string what, GatewayAnswer answer) => table.AddRow(
            what, Markup.Escape(Words.Short(answer.Tenant)), $"HTTP {answer.Status}",
            $"[{(answer.AsExpected ? "green" : "red")}]{(answer.Accepted ? "let in" : "refused")}[/]");
    }

    public void ShowSandbox(SandboxTour tour)
    {
        if (tour.NotPossible is { } reason)
        {
            console.MarkupLineInterpolated($"[yellow]No sandbox can be started here.[/] {reason}");
            return;
        }

        Table table = NewTable("in a sandbox of " + Markup.Escape(Words.Short(tour.Tenant)), "so", "time");
        foreach (SandboxTourStep step in tour.Steps)
        {
            table.AddRow(Markup.Escape(step.What), $"[{(step.AsExpected ? "green" : "red")}]{Markup.Escape(step.Seen)}[/]", Words.Milliseconds(step.Took));
        }

        console.Write(table);
        Table arrivals = NewTable("a sandbox came", "to", "look-ups", "claim", "provider", "credential", "total");
        foreach (ArrivedSandbox sandbox in tour.Arrivals)
        {
            arrivals.AddRow([Markup.Escape(sandbox.How), Markup.Escape(Words.Short(sandbox.Tenant)), .. Words.Parts(sandbox.Arrival)]);
        }

        console.Write(arrivals);
    }

    public void ShowSandboxKill(SandboxVerdict verdict) => console.MarkupLineInterpolated($"[{(verdict.Holds ? "green" : "red")}]{verdict.InWords()}[/]");

    public void ShowTemplate(TemplateProof proof) => console.MarkupLineInterpolated($"[{(proof.Holds ? "green" : "red")}]{proof.InWords()}[/]");

    public void ShowLedger(LedgerSummary ledger) => console.MarkupLineInterpolated($"{ledger.InWords()}");

    public void ShowPreflight(PreflightReport report)
    {
        Table table = NewTable("looked at", "so", "what was found");
        foreach (PreflightFinding finding in report.Findings)
        {
            (string colour, string word) = finding.Status switch
            {
                PreflightStatus.Ok => ("green", "ok"),
                PreflightStatus.Warning => ("yellow", "warning"),
                PreflightStatus.Failed => ("red", "failed"),
                _ => ("grey", "not checked"),
            };
            table.AddRow(Markup.Escape(finding.Name), $"[{colour}]{word}[/]", Markup.Escape($"{finding.What} {finding.WhatToDo}".Trim()));
        }

        console.Write(table);
    }

    public void ShowKill(KillVerdict verdict)
    {
        Table table = NewTable("tenant", "environment", "times ordered");
        foreach (LedgerLine line in verdict.After.Lines)
        {
            string colour = line is { Orders: 1, Tenant: not null } ? "green" : "red";
            table.AddRow(line.Tenant is { } tenant ? Markup.Escape(Words.Short(tenant)) : "nobody", Markup.Escape(line.Environment), $"[{colour}]{line.Orders}[/]");
        }

        console.Write(table);
        console.MarkupLineInterpolated($"[{(verdict.Holds ? "green" : "red")}]{verdict.InWords()}[/]");
    }

    public void ShowCosts(IReadOnlyList<(int Tenants, CostEstimate Estimate)> estimates)
    {
        Table table = NewTable("tenants", "environments (1 is the platform's own)", "a month", "rounded");
        foreach ((int tenants, CostEstimate estimate) in estimates)
        {
            table.AddRow(
                $"{tenants}", $"{estimate.Lines.Sum(l => l.Quantity)}", Words.Money(estimate.MonthlyTotal, estimate.Currency), Words.Rounded(estimate.MonthlyTotal));
        }

        console.Write(table);
    }

    private static Table NewTable(params string[] columns)
    {
        Table table = new() { Border = TableBorder.Rounded };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn($"[bold]{column}[/]"));
        }

        return table;
    }
}
