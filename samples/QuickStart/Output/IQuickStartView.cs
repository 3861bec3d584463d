using CloudBase.MultiTenant;
using QuickStart.Onboarding;
using QuickStart.Proof;
using QuickStart.Sandboxes;
using QuickStart.Templates;
using QuickStart.Tenants;

namespace QuickStart.Output;

/// <summary>Shows a run to a person, on a terminal or as plain lines.</summary>
internal interface IQuickStartView
{
    void Note(string text);

    void Problem(string message, string next);

    Task<T> WithProgressAsync<T>(IReadOnlyList<TenantId> tenants, Func<IProgressView, Task<T>> work);

    void ShowTenants(IReadOnlyList<TenantOutcome> outcomes);

    void ShowDecisions(IReadOnlyList<(TenantId Tenant, Decision Decision)> decisions);

    void ShowProof(CredentialProof proof);

    void ShowSandbox(SandboxTour tour);

    void ShowSandboxKill(SandboxVerdict verdict);

    void ShowTemplate(TemplateProof proof);

    void ShowLedger(LedgerSummary ledger);

    void ShowPreflight(PreflightReport report);

    void ShowKill(KillVerdict verdict);

    void ShowCosts(IReadOnlyList<(int Tenants, CostEstimate Estimate)> estimates);
}
