using QuickStart.Onboarding;

namespace QuickStart.Output;

/// <summary>Takes news of tenants while they are onboarded. Thread-safe.</summary>
internal interface IProgressView
{
    void Report(TenantProgress progress);
}
