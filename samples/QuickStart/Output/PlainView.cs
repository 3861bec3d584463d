using System.Globalization;
using CloudBase.MultiTenant;
using QuickStart.Onboarding;
using QuickStart.Proof;
using QuickStart.Sandboxes;
using QuickStart.Templates;
using QuickStart.Tenants;

namespace QuickStart.Output;

/// <summary>Plain lines for pipes and files: no colour, no cursor, columns separated by tabs, ids in full.</summary>
internal sealed class PlainView(TextWriter output, TextWriter error, TimeProvider time) : IQuickStartView
{
    public void Note(string text) => output.WriteLine(text);

    public void Problem(string message, string next)
    {
        error.WriteLine(message);
        error.WriteLine(next);
    }

    public Task<T> WithProgressAsync<T>(IReadOnlyList<TenantId> tenants, Func<IProgressView, Task<T>> work) =>
        work(new Lines(output, time));

    public void ShowTenants(IReadOnlyList<TenantOutcome> outcomes)
    {
        Row("TENANT", "ALIAS", "ENVIRONMENT", "ISOLATION", "FROM", "STATE", "PAID UNTIL", "TIME");
        foreach (TenantOutcome outcome in outcomes)
        {
            Row(
                outcome.Id.Value, outcome.Tenant?.Alias.Value ?? "-", outcome.Tenant?.EnvironmentId?.Value ?? "-", outcome.Isolation, outcome.From,
                outcome.State, Words.Date(outcome.Tenant?.PaidUntil), Words.Seconds(outcome.Took));
        }
    }

    public void ShowDecisions(IReadOnlyList<(TenantId Tenant, Decision Decision)> decisions)
    {
        Row("PARKED TENANT", "OPERATION", "WHY", "ONCE IT IS DECIDED, TYPE");
        foreach ((TenantId tenant, Decision decision) in decisions)
        {
            Row(tenant.Value, decision.Operation.Value, decision.Code, decision.Type);
        }
    }

    public void ShowProof(CredentialProof proof)
    {
        output.WriteLine($"Credential of {proof.Holder}: {proof.Credential}. {CredentialProof.HowItWasTried}");
        Row("own environment", proof.Own.Address.ToString(), proof.Own.Status.ToString(CultureInfo.InvariantCulture), proof.Own.Accepted ? "let in" : "refused");
        Row("a neighbour's", proof.Neighbour.Address.ToString(), proof.Neighbour.Status.ToString(CultureInfo.InvariantCulture), proof.Neighbour.Accepted ? "let in" : "refused");
    }

    public void ShowSandbox(SandboxTour tour)
    {
        if (tour.NotPossible is { } reason)
        {
            output.WriteLine($"No sandbox can be started here. {reason}");
            return;
        }

        Row("IN A SANDBOX OF " + tour.Tenant, "SO", "TIME");
        foreach (SandboxTourStep step in tour.Steps)
        {
            Row(step.What, (step.AsExpected ? string.Empty : "NOT AS EXPECTED: ") + step.Seen, Words.Milliseconds(step.Took));
        }

        Row("A SANDBOX CAME", "TO", "LOOK-UPS", "CLAIM", "PROVIDER", "CREDENTIAL", "TOTAL");
        foreach (ArrivedSandbox sandbox in tour.Arrivals)
        {
            Row([sandbox.How, sandbox.Tenant.Value, .. Words.Parts(sandbox.Arrival)]);
        }
    }

    public void ShowSandboxKill(SandboxVerdict verdict) => output.WriteLine(verdict.InWords());

    public void ShowTemplate(TemplateProof proof) => output.WriteLine(proof.InWords());

    public void ShowLedger(LedgerSummary ledger) => output.WriteLine(ledger.InWords());

    public void ShowPreflight(PreflightReport report)
    {
        foreach (PreflightFinding finding in report.Findings)
        {
            output.WriteLine(finding.ToString());
        }
    }

    public void ShowKill(KillVerdict verdict)
    {
        Row("TENANT", "ENVIRONMENT", "ORDERS");
        foreach (LedgerLine line in verdict.After.Lines)
        {
            Row(line.Tenant?.Value ?? "nobody", line.Environment, line.Orders.ToString(CultureInfo.InvariantCulture));
        }

        output.WriteLine(verdict.InWords());
    }

    public void ShowCosts(IReadOnlyList<(int Tenants, CostEstimate Estimate)> estimates)
    {
        Row("TENANTS", "ENVIRONMENTS", "A MONTH", "ROUNDED");
        foreach ((int tenants, CostEstimate estimate) in estimates)
        {
            Row(
                tenants.ToString(CultureInfo.InvariantCulture), estimate.Lines.Sum(l => l.Quantity).ToString(CultureInfo.InvariantCulture),
                Words.Money(estimate.MonthlyTotal, estimate.Currency), Words.Rounded(estimate.MonthlyTotal));
        }
    }

    private void Row(params string[] cells) => output.WriteLine(string.Join('\t', cells));

    private sealed class Lines(TextWriter output, TimeProvider time) : IProgressView
    {
        private readonly Lock _gate = new();
        private readonly long _start = time.GetTimestamp();

        public void Report(TenantProgress progress)
        {
            lock (_gate)
            {
                output.WriteLine($"[{Words.Seconds(time.GetElapsedTime(_start)),8}] {progress.Id}\t{progress.Step}");
                output.Flush();
            }
        }
    }
}
