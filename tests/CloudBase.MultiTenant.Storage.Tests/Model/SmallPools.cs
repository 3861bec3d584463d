using CloudBase.MultiTenant.Ports;
using static CloudBase.MultiTenant.TestKit.Stores.PoolSamples;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.Storage.Tests.Model;

/// <summary>A few rows of pools and shared records, out of which random changes are drawn. What is right is mostly taken from the model, so that some of it holds.</summary>
internal sealed class SmallPools(CloudAccountName account)
{
    private static readonly string[] Texts = ["a", "A"];

    public StoreChange Draw(Random random, StoreModel model)
    {
        SandboxMember sandbox = DrawSandbox(random, model);
        PooledEnvironment pooled = DrawPooled(random, model);
        SharedRecord record = DrawRecord(random, model);
        return random.Next(11) switch
        {
            0 or 1 => new StoreChange.InsertSandboxMember(sandbox, DrawCeilings(random)),
            2 or 3 => new StoreChange.UpdateSandboxMember(sandbox, DrawCeilings(random)),
            4 => new StoreChange.DeleteSandboxMember(sandbox),
            5 => new StoreChange.InsertPooledEnvironment(pooled, random.Next(1, 4)),
            6 or 7 => new StoreChange.UpdatePooledEnvironment(pooled),
            8 => new StoreChange.PutSharedRecord(record),
            9 => new StoreChange.OverwriteSharedRecord(record, random.Next(2) == 0 ? null : random.Next(4)),
            _ => new StoreChange.DeleteSharedRecord(record),
        };
    }

    public static IEnumerable<string> Dump(StoreModel model) =>
        model.All<SandboxMember>().Select(m => m.ToString())
            .Concat(model.All<PooledEnvironment>().Select(m => m.ToString()))
            .Concat(model.All<SharedRecord>().Select(r => r.ToString()))
            .Concat(model.All<SandboxMember>().GroupBy(m => (m.Pool, m.Template, m.State, m.Tenant is null))
                .Select(g => $"{g.Key.Pool}: {new SandboxMemberCount(g.Key.Template, g.Key.State, g.Key.Item4, g.Count())}"))
            .Concat(model.All<PooledEnvironment>().GroupBy(m => (m.Pool, m.Shape, m.State))
                .Select(g => $"{g.Key.Pool}: {new PooledEnvironmentCount(g.Key.Shape, g.Key.State, g.Count())}"));

    public async Task<IEnumerable<string>> DumpAsync(IMultiTenantStore store)
    {
        List<string> lines = [];
        IReadOnlyList<SandboxMember> sandboxes = await store.ReadSandboxMembersAsync(account, new(), 100, default);
        IReadOnlyList<PooledEnvironment> pooled = await store.ReadPooledEnvironmentsAsync(account, new(), 100, default);
        (await store.ReadSandboxMembersAsync(account, new() { DueBefore = DateTimeOffset.MaxValue }, 100, default)).Should().BeEquivalentTo(sandboxes);
        (await store.ReadPooledEnvironmentsAsync(account, new() { DueBefore = DateTimeOffset.MaxValue }, 100, default)).Should().BeEquivalentTo(pooled);
        lines.AddRange(sandboxes.Select(m => m.ToString()));
        lines.AddRange(pooled.Select(m => m.ToString()));
        foreach (string text in Texts)
        {
            lines.AddRange((await store.ReadSharedRecordsAsync(account, text, default)).Select(r => r.ToString()));
            lines.AddRange((await store.CountSandboxMembersAsync(account, text, default)).Select(c => $"{text}: {c}"));
            lines.AddRange((await store.CountPooledEnvironmentsAsync(account, text, default)).Select(c => $"{text}: {c}"));
        }

        return lines;
    }

    private SandboxMember DrawSandbox(Random random, StoreModel model)
    {
        SandboxMember drawn = Sandbox($"m-{Text(random)}{random.Next(3)}", (SandboxMemberState)random.Next(10), pool: Text(random)) with
        {
            Account = account,
            Template = Text(random),
            Tenant = DrawTenant(random),
            Incarnation = random.Next(3),
            PausedBytes = random.Next(3),
            DueAt = Now.AddTicks(random.Next(3)),
            Version = random.Next(3),
        };
        return random.Next(4) > 0 && model.All<SandboxMember>().FirstOrDefault(m => m.Id == drawn.Id) is { } stored
            ? drawn with
            {
                Version = stored.Version,
                Incarnation = Math.Max(drawn.Incarnation, stored.Incarnation - random.Next(2)),
                Tenant = random.Next(4) > 0 ? stored.Tenant ?? drawn.Tenant : drawn.Tenant,
            }
            : drawn;
    }

    private PooledEnvironment DrawPooled(Random random, StoreModel model)
    {
        PooledEnvironment drawn = Pooled($"e-{Text(random)}{random.Next(2)}", (PooledEnvironmentState)random.Next(7), Text(random)) with
        {
            Account = account,
            Subject = Key("pool") with { Account = account },
            Shape = Text(random),
            Tenant = DrawTenant(random),
            Environment = random.Next(2) == 0 ? null : EnvironmentId.Parse($"env-{Text(random)}{random.Next(3)}"),
            Fence = random.Next(3),
            FilledAt = random.Next(2) == 0 ? null : Now.AddTicks(random.Next(3)),
            Version = random.Next(3),
        };
        return random.Next(4) > 0 && model.All<PooledEnvironment>().FirstOrDefault(m => m.Id == drawn.Id) is { } stored
            ? drawn with
            {
                Version = stored.Version,
                Fence = Math.Max(drawn.Fence, stored.Fence - random.Next(2)),
                Tenant = random.Next(4) > 0 ? stored.Tenant ?? drawn.Tenant : drawn.Tenant,
                Environment = random.Next(4) > 0 ? stored.Environment ?? drawn.Environment : drawn.Environment,
            }
            : drawn;
    }

    private SharedRecord DrawRecord(Random random, StoreModel model)
    {
        SharedRecord drawn = Shared(Text(random), Text(random)) with { Account = account, Version = random.Next(3) };
        return random.Next(4) > 0 && model.All<SharedRecord>().FirstOrDefault(r => r.Kind == drawn.Kind && r.Name == drawn.Name) is { } stored
            ? drawn with { Version = stored.Version }
            : drawn;
    }

    private TenantKey? DrawTenant(Random random) => random.Next(3) == 0 ? null : Key(Text(random), random.Next(1, 3)) with { Account = account };

    private static SandboxCeilings? DrawCeilings(Random random) => random.Next(3) == 0 ? null : new SandboxCeilings
    {
        PoolTotal = random.Next(2) == 0 ? null : random.Next(1, 4),
        PoolNeutral = random.Next(2) == 0 ? null : random.Next(3),
        TenantRunning = random.Next(2) == 0 ? null : random.Next(1, 3),
        TenantTotal = random.Next(2) == 0 ? null : random.Next(1, 4),
        TenantPausedBytes = random.Next(2) == 0 ? null : random.Next(4),
    };

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];
}
