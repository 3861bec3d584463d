namespace QuickStart.Onboarding;

/// <summary>How far a tenant is in this run.</summary>
internal enum TenantPhase
{
    Queued,
    Running,
    Found,
    Created,
    Failed,
}
