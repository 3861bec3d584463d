using System.Diagnostics.CodeAnalysis;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What the engine itself lets a host add.</summary>
public static class CloudBaseMultiTenantBuilderExtensions
{
    /// <summary>Forwards audit records to a sink, in order, at least once each. Several sinks may be added; the same one counts once.</summary>
    /// <typeparam name="TSink">The sink.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICloudBaseMultiTenantBuilder AddAuditSink<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(
        this ICloudBaseMultiTenantBuilder builder)
        where TSink : class, IAuditSink
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditSink, TSink>());
        return builder;
    }
}
