using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

/// <summary>Options of this library or of a package that extends it, to be validated with all others.</summary>
internal interface IBoundOptions
{
    /// <summary>Makes and validates the options.</summary>
    /// <exception cref="OptionsValidationException">They are not valid.</exception>
    void Validate();
}
