using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant;

/// <summary>Puts CloudBase.MultiTenant together. Extension methods of the packages do the work.</summary>
public interface ICloudBaseMultiTenantBuilder
{
    /// <summary>Gets the services that are added to.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    IServiceCollection Services { get; }
}
