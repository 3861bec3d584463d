using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>The isolation strategies that were added.</summary>
internal sealed class IsolationStrategies(IEnumerable<IIsolationStrategy> strategies, IOptions<CloudBaseOptions> options)
{
    private readonly Dictionary<IsolationKind, IIsolationStrategy> _strategies = strategies.ToDictionary(s => s.Kind);

    /// <summary>Gets the strategy of tenants that ask for none; null when several are added and none is named.</summary>
    public IsolationKind? Default => options.Value.DefaultIsolation is { Length: > 0 } name ? new IsolationKind(name)
        : _strategies.Count == 1 ? _strategies.Keys.First() : null;

    public string Names => string.Join(", ", _strategies.Keys.Select(k => $"'{k.Name}'").Order(StringComparer.Ordinal));

    public IIsolationStrategy? Find(IsolationKind kind) => _strategies.GetValueOrDefault(kind);
}
