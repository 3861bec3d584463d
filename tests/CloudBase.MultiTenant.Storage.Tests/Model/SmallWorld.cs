using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.Storage.Tests.Model;

/// <summary>A few ids of each kind, of an account of their own, out of which random change sets are drawn.</summary>
internal sealed class SmallWorld(int run)
{
    private static readonly string[] Names = ["a", "A", "á", "b"];

    private readonly CloudAccountName _account = CloudAccountName.Parse($"run-{run}");
    private readonly SmallPools _pools = new(CloudAccountName.Parse($"run-{run}"));
    private readonly string _sink = $"sink-{run}";

    public StoreChange[] Draw(Random random, StoreModel model) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => DrawOne(random, model))];

    public string[] Dump(StoreModel model) => Sort(
        model.All<Tenant>().Select(Line)
            .Concat(model.All<TenantOperation>().Select(o => o.ToString()))
            .Concat(model.All<JournalEntry>().Select(e => e.ToString()))
            .Concat(model.All<EnvironmentBinding>().Select(b => b.ToString()))
            .Concat(model.All<ApiKeySlot>().Select(s => s.ToString()))
            .Concat(model.All<AuditRecord>().Select(r => r.ToString()))
            .Concat(SmallPools.Dump(model))
            .Concat(model.All<(string, long)>().Select(p => $"{p.Item1} at {p.Item2}")));

    public async Task<string[]> DumpAsync(IMultiTenantStore store, long afterAudit)
    {
        List<string> lines = [];
        lines.AddRange((await store.ListTenantsAsync(_account, new TenantQuery { PageSize = 2 }, default).ToListAsync()).Select(Line));
        List<TenantOperation> operations =
            await store.ListOperationsAsync(_account, new OperationQuery { IncludeFinal = true, PageSize = 2 }, default).ToListAsync();
        foreach (TenantOperation operation in operations)
        {
            lines.Add(operation.ToString());
            lines.AddRange((await store.ReadJournalAsync(operation.Id, 0, default)).Select(e => e.ToString()));
        }

        for (int i = 0; i < 2; i++)
        {
            lines.AddRange((await store.ReadApiKeySlotsAsync(_account, Environment(i), default)).Select(s => s.ToString()));
            if (await store.FindBindingAsync(_account, Environment(i), default) is { } binding)
            {
                lines.Add(binding.ToString());
            }
        }

        lines.AddRange((await store.ReadAuditAsync(afterAudit, int.MaxValue, default)).Select(r => (r with { Sequence = 0 }).ToString()));
        if (await store.ReadAuditCursorAsync(_sink, default) is > 0 and var position)
        {
            lines.Add($"{_sink} at {position}");
        }

        lines.AddRange(await _pools.DumpAsync(store));
        return Sort(lines);
    }

    private StoreChange DrawOne(Random random, StoreModel model)
    {
        if (random.Next(2) == 0)
        {
            return _pools.Draw(random, model);
        }

        TenantKey key = Key(Names[random.Next(Names.Length)], random.Next(1, 3)) with { Account = _account };
        TenantOperation operation = OperationOf((run * 10) + random.Next(3), key) with
        {
            Fence = random.Next(3),
            State = (OperationState)random.Next(8),
            Attempts = random.Next(9),
        };
        ApiKeySlot slot = Slot("env", random.Next(1, 4), random.Next(2) == 0 ? "mcp" : "MCP", random.Next(1, 3), $"name-{random.Next(2)}") with
        {
            Tenant = key,
            Environment = Environment(random.Next(2)),
            Version = random.Next(3),
        };
        Tenant tenant = Tenant(key, random.Next(5)) with { State = (TenantState)random.Next(9), Version = random.Next(3) };
        bool right = random.Next(4) > 0;
        if (right && model.All<Tenant>().FirstOrDefault(t => t.Key == key) is { } storedTenant)
        {
            tenant = tenant with { Version = storedTenant.Version, Alias = random.Next(3) > 0 ? storedTenant.Alias : tenant.Alias };
        }

        if (right && model.All<TenantOperation>().FirstOrDefault(o => o.Id == operation.Id) is { } storedOperation)
        {
            operation = operation with { Version = storedOperation.Version, Tenant = storedOperation.Tenant };
        }

        if (right && model.All<ApiKeySlot>().FirstOrDefault(s => s.Environment == slot.Environment && s.Slot == slot.Slot) is { } storedSlot)
        {
            slot = slot with { Version = storedSlot.Version, KeyName = storedSlot.KeyName };
        }

        return random.Next(12) switch
        {
            0 or 1 => new StoreChange.InsertTenant(tenant),
            2 => new StoreChange.UpdateTenant(tenant),
            3 => new StoreChange.InsertOperation(operation),
            4 => new StoreChange.UpdateOperation(operation),
            5 => new StoreChange.AppendJournal(Entry(operation.Id, random.Next(1, 5), operation.Fence)),
            6 => new StoreChange.BindEnvironment(new EnvironmentBinding(slot.Environment, key, Now)),
            7 => new StoreChange.AppendAudit(Audit($"{random.Next(100)}")),
            8 => new StoreChange.InsertApiKeySlot(slot, Previous(slot, right, random, model)),
            9 => new StoreChange.UpdateApiKeySlot(slot),
            10 => new StoreChange.DeleteApiKeySlot(slot),
            _ => new StoreChange.MoveAuditCursor(_sink, random.Next(1, 6)),
        };
    }

    /// <summary>The scope's newest row as the model has it, or now and then another row or none.</summary>
    private static ApiKeySlot? Previous(ApiKeySlot slot, bool right, Random random, StoreModel model)
    {
        ApiKeySlot? newest = model.All<ApiKeySlot>().Where(s => s.Environment == slot.Environment && s.Scope == slot.Scope).MaxBy(s => s.Generation);
        return right ? newest : random.Next(3) switch { 0 => null, 1 => slot, _ => newest is null ? null : newest with { Version = newest.Version + 1 } };
    }

    private static EnvironmentId Environment(int number) => EnvironmentId.Parse(number == 0 ? "env" : "ENV");

    private static string Line(Tenant tenant) => $"{tenant.Key} {tenant.Alias} {tenant.State} {tenant.Version}";

    private static string[] Sort(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}
