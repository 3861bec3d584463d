using BenchmarkDotNet.Attributes;
using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Diagnostics;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;

namespace CloudBase.MultiTenant.Benchmarks.Credentials;

/// <summary>A cached lease for a 36-character tenant id, among as many tenants as the cache holds by default a hundredth of.</summary>
[MemoryDiagnoser]
public class CachedLeaseBenchmarks
{
    private readonly TenantId[] _ids = [.. Enumerable.Range(0, 1000).Select(i => TenantId.Parse($"3f2504e0-4f89-11d3-9a0c-0305e82c{i:x4}"))];
    private CredentialBroker _broker = null!;
    private int _next;

    [GlobalSetup]
    public async Task SetUp()
    {
        var store = new InMemoryMultiTenantStore();
        var options = new CloudBaseOptions { DeploymentName = "benchmark" };
        options.Credentials.TenantCheckInterval = TimeSpan.FromHours(1);
        _broker = new CredentialBroker(new CredentialParts
        {
            Store = store,
            ApiKeys = new InstantApiKeys(),
            Strategies = [new ApiKeyStrategy()],
            Protector = new EphemeralSecretProtector(),
            Random = new CryptographicRandomSource(),
            Time = TimeProvider.System,
            Options = options,
            Host = "benchmark",
        });
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        for (int i = 0; i < _ids.Length; i++)
        {
            await store.CommitAsync(ChangeSet.Of(new StoreChange.InsertTenant(new Tenant
            {
                Key = new TenantKey(CloudAccountName.Default, _ids[i], EnvironmentName.Default, 1),
                Alias = EnvironmentAlias.Parse($"a{i}"),
                EnvironmentId = EnvironmentId.Parse($"env-{i}"),
                State = TenantState.Active,
                Spec = TenantSpec.Default,
                Isolation = [new IsolationBinding(IsolationKind.WhiteLabel, IsolationBindingState.Active, StepData.Empty)],
                Marker = "m",
                CreatedAt = now,
                UpdatedAt = now,
            })), CancellationToken.None);
            await _broker.GetAsync(_ids[i], CredentialRequest.ForMcp);
        }
    }

    [GlobalCleanup]
    public void CleanUp() => _broker.Dispose();

    [Benchmark(Description = "GetAsync, cached, one tenant")]
    public CredentialLease OneTenant() => Take(_broker.GetAsync(_ids[0], CredentialRequest.ForMcp));

    [Benchmark(Description = "GetAsync, cached, 1,000 tenants in turn")]
    public CredentialLease ManyTenants() => Take(_broker.GetAsync(_ids[_next = (_next + 1) % _ids.Length], CredentialRequest.ForMcp));

    private static CredentialLease Take(ValueTask<CredentialLease> lease) =>
        lease.IsCompletedSuccessfully ? lease.GetAwaiter().GetResult() : throw new InvalidOperationException("The lease was not cached.");
}
