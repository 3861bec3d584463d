using System.Diagnostics.CodeAnalysis;
using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Tests.Credentials;

/// <summary>A store, a cloud, a clock and chance that one test owns, and as many hosts on them as it wants.</summary>
internal sealed class BrokerBench : IDisposable
{
    public static readonly TenantId Id = TenantId.Parse("user-42@example.com");
    public static readonly EnvironmentId Environment = EnvironmentId.Parse("env-42-1a2b3c4d");

    private readonly List<CredentialBroker> _brokers = [];

    public BrokerBench(int seed = 1)
    {
        Random = new SeededRandomSource(seed);
        ApiKeys = new FakeApiKeys(Time);
        Strategy = new FakeStrategy(Time);
        Options.DeploymentName = "test";
    }

    public AwaitedTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public SeededRandomSource Random { get; }

    public CountingStore Store { get; } = new(new InMemoryMultiTenantStore());

    public FakeApiKeys ApiKeys { get; }

    public FakeStrategy Strategy { get; }

    public SwitchableProtector Protector { get; } = new();

    public CloudBaseOptions Options { get; } = new();

    public ILogger? Logger { get; set; }

    public CredentialOptions Credentials => Options.Credentials;

    public async Task<BrokerBench> WithTenantAsync(TenantState state = TenantState.Active)
    {
        var tenant = new Tenant
        {
            Key = new TenantKey(CloudAccountName.Default, Id, EnvironmentName.Default, 1),
            Alias = EnvironmentAlias.Parse("abc"),
            EnvironmentId = Environment,
            State = state,
            Spec = TenantSpec.Default,
            Isolation = [new IsolationBinding(IsolationKind.WhiteLabel, IsolationBindingState.Active, StepData.Empty)],
            Marker = "marker",
            CreatedAt = Time.GetUtcNow(),
            UpdatedAt = Time.GetUtcNow(),
        };
        (await Store.CommitAsync(ChangeSet.Of(new StoreChange.InsertTenant(tenant)), default)).IsCommitted.Should().BeTrue();
        return this;
    }

    public async Task<Tenant> SetStateAsync(TenantState state)
    {
        Tenant tenant = (await Store.Inner.FindTenantAsync(CloudAccountName.Default, Id, EnvironmentName.Default, default))!;
        (await Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { State = state })), default)).IsCommitted.Should().BeTrue();
        return tenant;
    }

    public CredentialBroker NewHost(string name = "host-a")
    {
        var parts = new CredentialParts
        {
            Store = Store,
            ApiKeys = ApiKeys,
            Strategies = [Strategy],
            Protector = Protector,
            Random = Random,
            Time = Time,
            Options = Options,
            Host = name,
        };
        var broker = new CredentialBroker(Logger is null ? parts : parts with { Logger = Logger });
        _brokers.Add(broker);
        return broker;
    }

    public Task<IReadOnlyList<ApiKeySlot>> RowsAsync() => Store.Inner.ReadApiKeySlotsAsync(CloudAccountName.Default, Environment, default).AsTask();

    /// <summary>Moves the clock in small steps until the work is done; only while somebody waits for it, so that no claim runs out under who is at work on a busy machine.</summary>
    public async Task<T> PumpAsync<T>(Task<T> work)
    {
        for (int i = 0; !work.IsCompleted; i++)
        {
            i.Should().BeLessThan(20_000_000, "the work must end");
            if (i % 50 == 0 && Time.IsAwaitedWithin(TimeSpan.FromHours(1)))
            {
                Time.Advance(TimeSpan.FromMilliseconds(5));
            }

            await Task.Yield();
        }

        return await work;
    }

    /// <summary>Gives background work the processor until a condition holds; the clock stands.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            i.Should().BeLessThan(20_000_000, "it must come true");
            await Task.Yield();
        }
    }

    public void Dispose() => _brokers.ForEach(b => b.Dispose());

    internal sealed class SwitchableProtector : ISecretProtector
    {
        private readonly EphemeralSecretProtector _inner = new();

        public bool CanRead { get; set; } = true;

        public bool CanProtect { get; set; } = true;

        public string Protect(SecretString secret, string purpose) =>
            CanProtect ? _inner.Protect(secret, purpose) : throw new SecretProtectionException("nothing protects it");

        public bool TryUnprotect(string protectedText, string purpose, [NotNullWhen(true)] out SecretString? secret)
        {
            secret = null;
            return CanRead && _inner.TryUnprotect(protectedText, purpose, out secret);
        }
    }
}
