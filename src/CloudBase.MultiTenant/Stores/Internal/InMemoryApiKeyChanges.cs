using System.Collections.Immutable;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes of the rows of API keys.</summary>
internal sealed class InMemoryApiKeyChanges(InMemoryDraft draft)
{
    public Refusal? Insert(ApiKeySlot slot, ApiKeySlot? previous)
    {
        ImmutableSortedDictionary<int, ApiKeySlot> slots = SlotsOf(slot);
        if (slots.ContainsKey(slot.Slot))
        {
            return $"The API key slot {slot.Slot} of '{slot.Environment}' is taken.";
        }

        ApiKeySlot? newest = slots.Values.Where(s => s.Scope == slot.Scope).MaxBy(s => s.Generation);
        if (Show(newest) != Show(previous))
        {
            return $"The newest API key row of the scope '{slot.Scope}' of '{slot.Environment}' is {Show(newest)}, not {Show(previous)}.";
        }

        return slot.Generation <= (newest?.Generation ?? 0) ? GenerationTaken(slot) : Set(slot, slots.Add(slot.Slot, slot with { Version = 1 }));
    }

    public Refusal? Update(ApiKeySlot slot)
    {
        ImmutableSortedDictionary<int, ApiKeySlot> slots = SlotsOf(slot);
        return Mismatch(slots, slot)
            ?? (HasGeneration(slots, slot) ? GenerationTaken(slot) : Set(slot, slots.SetItem(slot.Slot, slot with { Version = slot.Version + 1 })));
    }

    public Refusal? Delete(ApiKeySlot slot)
    {
        ImmutableSortedDictionary<int, ApiKeySlot> slots = SlotsOf(slot);
        return Mismatch(slots, slot) ?? Set(slot, slots.Remove(slot.Slot));
    }

    private ImmutableSortedDictionary<int, ApiKeySlot> SlotsOf(ApiKeySlot slot) =>
        draft.State.Slots.GetValueOrDefault((slot.Tenant.Account, slot.Environment), ImmutableSortedDictionary<int, ApiKeySlot>.Empty);

    private Refusal? Set(ApiKeySlot slot, ImmutableSortedDictionary<int, ApiKeySlot> slots)
    {
        draft.State = draft.State with { Slots = draft.State.Slots.SetItem((slot.Tenant.Account, slot.Environment), slots) };
        return null;
    }

    private static Refusal? Mismatch(ImmutableSortedDictionary<int, ApiKeySlot> slots, ApiKeySlot slot)
    {
        if (!slots.TryGetValue(slot.Slot, out ApiKeySlot? stored) || stored.Version != slot.Version)
        {
            return $"The API key slot {slot.Slot} of '{slot.Environment}' has version {stored?.Version ?? 0}, not {slot.Version}.";
        }

        return stored.KeyName == slot.KeyName ? null
            : $"The API key slot {slot.Slot} of '{slot.Environment}' is the key '{stored.KeyName}' now, not '{slot.KeyName}'.";
    }

    private static string Show(ApiKeySlot? slot) => slot is null ? "none" : $"'{slot.KeyName}' in slot {slot.Slot} with version {slot.Version}";

    private static bool HasGeneration(ImmutableSortedDictionary<int, ApiKeySlot> slots, ApiKeySlot slot) =>
        slots.Values.Any(s => s.Slot != slot.Slot && s.Scope == slot.Scope && s.Generation == slot.Generation);

    private static string GenerationTaken(ApiKeySlot slot) =>
        $"The generation {slot.Generation} of the scope '{slot.Scope}' of '{slot.Environment}' is taken.";
}
