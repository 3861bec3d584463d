using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

internal sealed class BoundOptions<TOptions>(IOptions<TOptions> options) : IBoundOptions
    where TOptions : class
{
    public void Validate() => _ = options.Value;
}
