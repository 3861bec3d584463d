using System.ComponentModel;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Records what a deployment has exactly one of. For packages that extend CloudBase.MultiTenant.</summary>
public static class SetupChoiceBuilderExtensions
{
    /// <summary>Records that a call chose a part: the same call again is fine, two different ones fail at start, and none does too.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="part">What was chosen.</param>
    /// <param name="call">The call as the host wrote it, such as <c>UseSqliteStore()</c>; messages name it.</param>
    /// <param name="register">Registers the services; what it chooses for the same part in turn counts as this choice.</param>
    /// <remarks>
    /// Call it from every <c>Use*</c> extension, before its own registrations: it takes away the stand-in that says which call is
    /// missing, so that TryAdd works afterwards.
    /// </remarks>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static ICloudBaseMultiTenantBuilder Choose(
        this ICloudBaseMultiTenantBuilder builder, SetupPart part, string call, Action<ICloudBaseMultiTenantBuilder>? register = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(call);
        SetupRecord.Of(builder.Services).Choose(builder, part, call, register);
        return builder;
    }
}
