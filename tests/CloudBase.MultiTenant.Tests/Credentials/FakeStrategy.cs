using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Credentials;

/// <summary>A strategy that only hands out credentials.</summary>
internal sealed class FakeStrategy(TimeProvider time) : IIsolationStrategy
{
    private int _issues;

    public IsolationKind Kind => IsolationKind.WhiteLabel;

    public EnvironmentCredentialKind Choice { get; set; } = EnvironmentCredentialKind.ApiKey;

    public int Issues => _issues;

    public Func<Tenant, TimeSpan, int, Task<IssuedTemporaryKeys>>? Issue { get; set; }

    public EnvironmentCredentialKind ChooseCredential(CredentialRequest request) => Choice;

    public async ValueTask<IssuedTemporaryKeys> IssueTemporaryKeysAsync(
        Tenant tenant, CredentialRequest request, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        int number = Interlocked.Increment(ref _issues);
        return Issue is { } issue ? await issue(tenant, lifetime, number) : Keys(tenant.EnvironmentId!.Value, number, time.GetUtcNow() + lifetime);
    }

    public static IssuedTemporaryKeys Keys(EnvironmentId environment, int number, DateTimeOffset expiresAt) => new(
        EnvironmentCredential.FromTemporaryKeys(
            environment, $"id-{number}", new SecretString($"{FakeApiKeys.SecretMark}-k{number}"), new SecretString($"{FakeApiKeys.SecretMark}-t{number}"), expiresAt),
        "policy-hash");

    public ValueTask<int?> CheckAsync(IReadOnlyCollection<EnvironmentAlias> reserved, CancellationToken cancellationToken) => new((int?)null);

    public ValueTask<StepData> PrepareAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> VerifyAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> SuspendAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> ReactivateAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> RotateKeysAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StepData> RemoveAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> InventoryAsync(IsolationContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
}
