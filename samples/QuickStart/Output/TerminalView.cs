using CloudBase.MultiTenant;
using QuickStart.Onboarding;
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
        if (!console.Profile.Capabilities.Ansi)
        {
            // Where no line can be taken back (TERM=dumb), each frame would stay, and what comes next would stand behind it.
            return await new PlainView(console.Profile.Out.Writer, console.Profile.Out.Writer, time).WithProgressAsync(tenants, work);
        }

        LiveBoard board = new(tenants, time, console.Profile);
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
        // An environment that was ordered for its tenant begins with its alias, so that is what a narrow terminal misses least.
        FittingTable table = new(
            new("tenant"), new("alias", 5), new("environment"), new("isolation", 3), new("from", 4), new("state"), new("paid until", 1), new("time", 2));
        foreach (TenantOutcome outcome in outcomes)
        {
            table.AddRow(
                Short(outcome.Id), outcome.Tenant?.Alias.Value ?? "-", outcome.Tenant?.EnvironmentId?.Value ?? "-",
                outcome.Isolation, outcome.From, new Cell(outcome.State, outcome.Error is null ? "green" : "red"), Words.Date(outcome.Tenant?.PaidUntil),
                outcome.CreatedNow || outcome.Error is not null ? Words.Seconds(outcome.Took) : "found");
        }

        table.WriteTo(console);
    }

    public void ShowDecisions(IReadOnlyList<(TenantId Tenant, Decision Decision)> decisions)
    {
        // The command names the operation.
        FittingTable table = new(new("parked tenant"), new("operation", 2), new("why", 1), new("once it is decided, type", IsTyped: true));
        foreach ((TenantId tenant, Decision decision) in decisions)
        {
            table.AddRow(Short(tenant), decision.Operation.Value, decision.Code, decision.Type);
        }

        table.WriteTo(console);
    }

    public void ShowProof(CredentialProof proof)
    {
        FittingTable table = new(new("called with it", IsProse: true), new("of tenant"), new("answer", 1), new("so"));
        Add("its own environment", proof.Own);
        Add("a neighbour's environment", proof.Neighbour);
        console.MarkupLineInterpolated($"{Cells.FitWords(proof.Credential, console.Profile.Width)}. {CredentialProof.HowItWasTried}");
        table.WriteTo(console);

        void Add(string what, GatewayAnswer answer) => table.AddRow(
            what, Short(answer.Tenant), $"HTTP {answer.Status}", new Cell(answer.Accepted ? "let in" : "refused", answer.AsExpected ? "green" : "red"));
    }

    public void ShowSandbox(SandboxTour tour)
    {
        if (tour.NotPossible is { } reason)
        {
            console.MarkupLineInterpolated($"[yellow]No sandbox can be started here.[/] {reason}");
            return;
        }

        console.MarkupLineInterpolated($"In a sandbox of {Short(tour.Tenant)}:");
        FittingTable steps = new(new("what was done", IsProse: true), new("so", IsProse: true), new("time"));
        foreach (SandboxTourStep step in tour.Steps)
        {
            steps.AddRow(step.What, new Cell(step.Seen, step.AsExpected ? "green" : "red"), Words.Milliseconds(step.Took));
        }

        steps.WriteTo(console);
        FittingTable arrivals = new(
            new("a sandbox came", IsProse: true), new("to"), new("look-ups", 4), new("claim", 3), new("provider", 1), new("credential", 2), new("total"));
        foreach (ArrivedSandbox sandbox in tour.Arrivals)
        {
            arrivals.AddRow([sandbox.How, Short(sandbox.Tenant), .. Words.Parts(sandbox.Arrival).Select(part => new Cell(part))]);
        }

        arrivals.WriteTo(console);
    }

    public void ShowSandboxKill(SandboxVerdict verdict) => console.MarkupLineInterpolated($"[{(verdict.Holds ? "green" : "red")}]{verdict.InWords()}[/]");

    public void ShowTemplate(TemplateProof proof) => console.MarkupLineInterpolated($"[{(proof.Holds ? "green" : "red")}]{proof.InWords()}[/]");

    public void ShowLedger(LedgerSummary ledger) => console.MarkupLineInterpolated($"{ledger.InWords()}");

    public void ShowPreflight(PreflightReport report)
    {
        FittingTable table = new(new("looked at"), new("so"), new("what was found", IsProse: true));
        foreach (PreflightFinding finding in report.Findings)
        {
            Cell so = finding.Status switch
            {
                PreflightStatus.Ok => new("ok", "green"),
                PreflightStatus.Warning => new("warning", "yellow"),
                PreflightStatus.Failed => new("failed", "red"),
                _ => new("not checked", "grey"),
            };
            table.AddRow(finding.Name, so, $"{finding.What} {finding.WhatToDo}".Trim());
        }

        table.WriteTo(console);
    }

    public void ShowKill(KillVerdict verdict)
    {
        FittingTable table = new(new("tenant"), new("environment"), new("times ordered"));
        foreach (LedgerLine line in verdict.After.Lines)
        {
            table.AddRow(line.Tenant is { } tenant ? Short(tenant) : "nobody", line.Environment, new Cell($"{line.Orders}", line is { Orders: 1, Tenant: not null } ? "green" : "red"));
        }

        table.WriteTo(console);
        console.MarkupLineInterpolated($"[{(verdict.Holds ? "green" : "red")}]{verdict.InWords()}[/]");
    }

    public void ShowCosts(IReadOnlyList<(int Tenants, CostEstimate Estimate)> estimates)
    {
        FittingTable table = new(new("tenants"), new("environments"), new("a month"), new("rounded", 1));
        foreach ((int tenants, CostEstimate estimate) in estimates)
        {
            table.AddRow(
                $"{tenants}", $"{estimate.Lines.Sum(l => l.Quantity)}", Words.Money(estimate.MonthlyTotal, estimate.Currency), Words.Rounded(estimate.MonthlyTotal));
        }

        table.WriteTo(console);
        console.MarkupLine("[grey]One of the environments is the platform's own.[/]");
    }

    /// <summary>A tenant as it stands in a table; ids are as long as 256 bytes.</summary>
    private static string Short(TenantId tenant) => Cells.Fit(tenant.Value, 28);
}
