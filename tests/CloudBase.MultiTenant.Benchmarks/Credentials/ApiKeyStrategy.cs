using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Benchmarks.Credentials;

/// <summary>A strategy whose credentials are API keys, and which does nothing else.</summary>
internal sealed class ApiKeyStrategy : IIsolationStrategy
{
    public IsolationKind Kind => IsolationKind.WhiteLabel;

    public EnvironmentCredentialKind ChooseCredential(CredentialRequest request) => EnvironmentCredentialKind.ApiKey;

    public ValueTask<int?> CheckAsync(IReadOnlyCollection<EnvironmentAlias> reserved, CancellationToken cancellationToken) => new((int?)null);

    public ValueTask<StepData> PrepareAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> VerifyAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> SuspendAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> ReactivateAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> RotateKeysAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> RemoveAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> InventoryAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IssuedTemporaryKeys> IssueTemporaryKeysAsync(
        Tenant tenant, CredentialRequest request, TimeSpan lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();
}
