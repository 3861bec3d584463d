using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Templates;

/// <summary>A simulated world in which every environment is ready, and has what a module in memory gave it.</summary>
internal sealed class TemplateWorld
{
    public static readonly EnvironmentTemplate First = new() { Name = "platform", Version = "1", Collections = [new TemplateCollection { Name = "orders", Access = CollectionAccess.AdminOnly }] };

    public static readonly EnvironmentTemplate Second = First with
    {
        Version = "2", Collections = [.. First.Collections, new TemplateCollection { Name = "audit", Access = CollectionAccess.AdminOnly }],
    };

    public TemplateWorld()
    {
        Inner.TemplateModules.Add(Module);
        Inner.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(Inner.Cloud, (method, arguments) => method == nameof(IEnvironmentCloud.FindAsync)
            ? new ValueTask<CloudEnvironment?>(new CloudEnvironment
            {
                Id = (EnvironmentId)arguments[0]!, Alias = "tenant", Status = "NORMAL", Readiness = EnvironmentReadiness.Ready, PackageId = "baas_personal",
                CreatedAt = Inner.Time.GetUtcNow(), Tags = new Dictionary<string, string>(),
            })
            : null);
    }

    public SimulatedWorld Inner { get; } = new();

    public NotedModule Module { get; } = new();

    /// <summary>Makes active tenants that are on the first version.</summary>
    public async Task AddTenantsAsync(int count)
    {
        DateTimeOffset now = Inner.Time.GetUtcNow();
        var applied = new AppliedTemplate("platform", "1", First.Definition, now);
        for (int i = 0; i < count; i++)
        {
            string number = i.ToString("D5", CultureInfo.InvariantCulture);
            var key = new TenantKey(Inner.Cloud.Account, TenantId.Parse($"tenant-{number}"), EnvironmentName.Default, 1);
            EnvironmentId environment = EnvironmentId.Parse($"env-{number}");
            await Module.ApplyAsync(new TemplateTarget(environment, First), new TemplateChange("collections", TemplateChangeKind.Create, "orders", "new"), default);
            (await Inner.Store.CommitAsync(
                ChangeSet.Of(new StoreChange.InsertTenant(new Tenant
                {
                    Key = key, Alias = EnvironmentAlias.Parse($"t{number}"), EnvironmentId = environment, State = TenantState.Active, Spec = TenantSpec.Default, Template = applied,
                    Marker = $"marker-{number}", PaidUntil = now.AddMonths(1), CreatedAt = now, UpdatedAt = now,
                })),
                default)).IsCommitted.Should().BeTrue();
        }

        Module.Made.Clear();
    }
}
