using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>The templates of the account: built in, made as tools, saved as snapshots. Guarded by the fleet's gate.</summary>
internal sealed class TemplateShelf
{
    public const int MaxTemplates = 500;
    private readonly Dictionary<string, FleetTemplate> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idsByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idsByToken = new(StringComparer.Ordinal);

    public TemplateShelf(DateTimeOffset now)
    {
        Add(new FleetTemplate { Id = "sdt-base0000", Name = "base", BuiltIn = true, CreatedAt = now, UpdatedAt = now, Description = "The plain system." });
        Add(new FleetTemplate
        {
            Id = "sdt-code0001", Name = "code-interpreter-v1", ToolType = "code-interpreter", BuiltIn = true, CreatedAt = now, UpdatedAt = now,
            Description = "The plain system; the interpreter on port 49999 is not emulated.",
        });
    }

    /// <summary>In the order of creation.</summary>
    public IEnumerable<FleetTemplate> All => _byId.Values.OrderBy(template => template.CreatedAt).ThenBy(template => template.Id, StringComparer.Ordinal);

    /// <summary>By id or by name, with or without a namespace before it and a tag behind it.</summary>
    public FleetTemplate? Find(string idOrName)
    {
        if (_byId.TryGetValue(idOrName, out var found) || (_idsByName.TryGetValue(idOrName, out var id) && _byId.TryGetValue(id, out found)))
        {
            return found;
        }

        var plain = idOrName[(idOrName.LastIndexOf('/') + 1)..];
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        plain = colon > 0 ? plain[..colon] : plain;
        return plain.Length < idOrName.Length ? Find(plain) : null;
    }

    public FleetTemplate? FindByToken(string? clientToken) =>
        clientToken is not null && _idsByToken.TryGetValue(clientToken, out var id) ? _byId.GetValueOrDefault(id) : null;

    public void Add(FleetTemplate template, string? clientToken = null)
    {
        _byId[template.Id] = template;
        if (template.Name.Length > 0)
        {
            _idsByName[template.Name] = template.Id;
        }

        if (clientToken is not null)
        {
            _idsByToken[clientToken] = template.Id;
        }
    }

    public bool Remove(FleetTemplate template)
    {
        if (_idsByName.TryGetValue(template.Name, out var id) && id == template.Id)
        {
            _idsByName.Remove(template.Name);
        }

        return _byId.Remove(template.Id);
    }

    public string NewId(Chance chance, string prefix)
    {
        while (true)
        {
            var id = prefix + chance.Lower(prefix.Length > 0 ? 8 : 20);
            if (!_byId.ContainsKey(id))
            {
                return id;
            }
        }
    }
}
