using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>Which calls a host made to put the library together, and the stand-ins for those it has not made.</summary>
internal sealed class SetupRecord
{
    private readonly List<(SetupPart Part, string Call)> _choices = [];
    private readonly List<(SetupPart Part, ServiceDescriptor Descriptor)> _standIns = [];
    private SetupPart? _choosing;

    /// <summary>Gets the record that belongs to a service collection.</summary>
    public static SetupRecord Of(IServiceCollection services)
    {
        if (services.LastOrDefault(d => d.ServiceType == typeof(SetupRecord))?.ImplementationInstance is SetupRecord found)
        {
            return found;
        }

        SetupRecord record = new();
        services.AddSingleton(record);
        return record;
    }

    /// <summary>The different calls that chose a part, in their order.</summary>
    public IReadOnlyList<string> CallsFor(SetupPart part) => [.. _choices.Where(c => c.Part == part).Select(c => c.Call).Distinct(StringComparer.Ordinal)];

    public void Choose(ICloudBaseMultiTenantBuilder builder, SetupPart part, string call, Action<ICloudBaseMultiTenantBuilder>? register)
    {
        if (_choosing != part)
        {
            _choices.Add((part, call));
        }

        foreach ((SetupPart _, ServiceDescriptor descriptor) in _standIns.Where(s => s.Part == part))
        {
            builder.Services.Remove(descriptor);
        }

        _standIns.RemoveAll(s => s.Part == part);
        if (register is null)
        {
            return;
        }

        SetupPart? outer = _choosing;
        _choosing = part;
        try
        {
            register(builder);
        }
        finally
        {
            _choosing = outer;
        }
    }

    /// <summary>Registers what says, when it is resolved, which call is missing.</summary>
    public void AddStandIn<TService>(IServiceCollection services, SetupPart part)
        where TService : class
    {
        if (services.Any(d => d.ServiceType == typeof(TService) && !d.IsKeyedService))
        {
            return;
        }

        ServiceDescriptor descriptor = ServiceDescriptor.Singleton<TService>(provider => throw provider.GetRequiredService<SetupCheck>().Missing(part));
        services.Add(descriptor);
        _standIns.Add((part, descriptor));
    }
}
