using CloudBase.MultiTenant;
using QuickStart.Onboarding;
using QuickStart.Proof;
using QuickStart.Sandboxes;
using QuickStart.Templates;
using QuickStart.Tenants;

namespace QuickStart.Output;

/// <summary>Progress and problems on stderr, and no tables: the results are the document on stdout.</summary>
internal sealed class JsonProgressView(PlainView stderr) : IQuickStartView
{
    public void Note(string text) => stderr.Note(text);

    public void Problem(string message, string next) => stderr.Problem(message, next);

    public Task<T> WithProgressAsync<T>(IReadOnlyList<TenantId> tenants, Func<IProgressView, Task<T>> work) => stderr.WithProgressAsync(tenants, work);

    public void ShowTenants(IReadOnlyList<TenantOutcome> outcomes)
    {
    }

    public void ShowDecisions(IReadOnlyList<(TenantId Tenant, Decision Decision)> decisions) => stderr.ShowDecisions(decisions);

    public void ShowProof(CredentialProof proof) => stderr.ShowProof(proof);

    public void ShowSandbox(SandboxTour tour) => stderr.ShowSandbox(tour);

    public void ShowSandboxKill(SandboxVerdict verdict) => stderr.ShowSandboxKill(verdict);

    public void ShowTemplate(TemplateProof proof) => stderr.ShowTemplate(proof);

    public void ShowLedger(LedgerSummary ledger) => stderr.ShowLedger(ledger);

    public void ShowPreflight(PreflightReport report) => stderr.ShowPreflight(report);

    public void ShowKill(KillVerdict verdict) => stderr.ShowKill(verdict);

    public void ShowCosts(IReadOnlyList<(int Tenants, CostEstimate Estimate)> estimates)
    {
    }
}
