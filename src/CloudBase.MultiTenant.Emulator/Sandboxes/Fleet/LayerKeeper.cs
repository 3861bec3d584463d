namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>Counts who needs a saved layer: a template, a sandbox, a fork under way. Guarded by the fleet's gate.</summary>
internal sealed class LayerKeeper
{
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    public void Take(IEnumerable<string> layers)
    {
        foreach (var layer in layers)
        {
            _uses[layer] = _uses.GetValueOrDefault(layer) + 1;
        }
    }

    /// <summary>Lets go of layers, and names those that nobody needs any more.</summary>
    public IReadOnlyList<string> Release(IEnumerable<string> layers)
    {
        List<string> unused = [];
        foreach (var layer in layers)
        {
            var uses = _uses.GetValueOrDefault(layer) - 1;
            if (uses > 0)
            {
                _uses[layer] = uses;
                continue;
            }

            _uses.Remove(layer);
            unused.Add(layer);
        }

        return unused;
    }
}
