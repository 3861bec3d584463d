using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

internal sealed class BoundOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IOptions<TOptions> options) : IBoundOptions
    where TOptions : class
{
    public void Validate() => _ = options.Value;
}
