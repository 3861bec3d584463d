using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>Stands for the wiring among the options that a host validates at start.</summary>
internal sealed class SetupReport
{
    internal sealed class Validator(SetupCheck check) : IValidateOptions<SetupReport>
    {
        public ValidateOptionsResult Validate(string? name, SetupReport options)
        {
            IReadOnlyList<string> problems = check.FindWiringProblems();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
