using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

/// <summary>Binds one part of the configuration tree, and refuses what it could not read.</summary>
internal sealed class SectionBinding<TOptions>(ConfigurationTree tree, string path) : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    public void Configure(TOptions options) => tree.Read(path, options);

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        IReadOnlyList<string> problems = tree.FindProblems(path);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
