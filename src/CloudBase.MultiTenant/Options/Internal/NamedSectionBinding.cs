using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

/// <summary>Binds options of one name to a part of the configuration tree, and refuses what it could not read.</summary>
internal sealed class NamedSectionBinding<TOptions>(ConfigurationTree tree, string path, string name) : IConfigureNamedOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    public void Configure(TOptions options)
    {
    }

    public void Configure(string? asked, TOptions options)
    {
        if (asked == name)
        {
            tree.Read(path, options);
        }
    }

    public ValidateOptionsResult Validate(string? asked, TOptions options)
    {
        if (asked != name)
        {
            return ValidateOptionsResult.Skip;
        }

        IReadOnlyList<string> problems = tree.FindProblems(path);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

/// <summary>Options of one name, to be validated with all others.</summary>
internal sealed class BoundNamedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
    IOptionsMonitor<TOptions> options, string name) : IBoundOptions
    where TOptions : class
{
    public void Validate() => _ = options.Get(name);
}
