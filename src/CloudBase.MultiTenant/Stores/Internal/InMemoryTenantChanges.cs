using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes of tenants, and of what environments are bound to.</summary>
internal sealed class InMemoryTenantChanges(InMemoryDraft draft)
{
    public Refusal? Insert(Tenant tenant)
    {
        TenantKey key = tenant.Key;
        if (draft.State.Tenants.ContainsKey(key))
        {
            return $"The tenant '{key.Tenant}' ({key.Environment}, generation {key.Generation}) is there already.";
        }

        if (draft.State.Aliases.ContainsKey((key.Account, tenant.Alias)))
        {
            return $"The alias '{tenant.Alias}' is taken.";
        }

        var life = (key.Account, key.Tenant, key.Environment);
        draft.State = draft.State with
        {
            Tenants = draft.State.Tenants.Add(key, tenant with { Version = 1 }),
            TenantOrder = draft.State.TenantOrder.Add(TenantRank.Of(key)),
            Aliases = draft.State.Aliases.Add((key.Account, tenant.Alias), key),
            NewestGeneration = draft.State.NewestGeneration.SetItem(life, Math.Max(key.Generation, draft.State.NewestGeneration.GetValueOrDefault(life))),
        };
        return null;
    }

    public Refusal? Update(Tenant tenant)
    {
        TenantKey key = tenant.Key;
        if (!draft.State.Tenants.TryGetValue(key, out Tenant? stored) || stored.Version != tenant.Version)
        {
            return $"The tenant '{key.Tenant}' ({key.Environment}, generation {key.Generation}) has version {stored?.Version ?? 0}, not {tenant.Version}.";
        }

        if (stored.Alias != tenant.Alias)
        {
            if (draft.State.Aliases.ContainsKey((key.Account, tenant.Alias)))
            {
                return $"The alias '{tenant.Alias}' is taken.";
            }

            draft.State = draft.State with { Aliases = draft.State.Aliases.Remove((key.Account, stored.Alias)).Add((key.Account, tenant.Alias), key) };
        }

        draft.State = draft.State with { Tenants = draft.State.Tenants.SetItem(key, tenant with { Version = tenant.Version + 1 }) };
        return null;
    }

    public Refusal? Bind(EnvironmentBinding binding)
    {
        var key = (binding.Tenant.Account, binding.Environment);
        if (draft.State.Bindings.TryGetValue(key, out EnvironmentBinding? stored))
        {
            return $"The environment '{binding.Environment}' is bound to the tenant '{stored.Tenant.Tenant}' already.";
        }

        draft.State = draft.State with { Bindings = draft.State.Bindings.Add(key, binding) };
        return null;
    }
}
