using System.Globalization;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class EnvdOptionsValidator : IValidateOptions<EnvdOptions>
{
    public ValidateOptionsResult Validate(string? name, EnvdOptions options)
    {
        List<string> problems = [];
        Within(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Within(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30));
        Within(nameof(options.StreamIdleTimeout), options.StreamIdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        Within(nameof(options.MaxMessageBytes), options.MaxMessageBytes, 64 * 1024, 256 * 1024 * 1024);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Within<T>(string option, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{CloudBaseErrorCodes.InvalidSetting}: CloudBase:Sandboxes:Envd:{option} is {value}: give {least} to {most}."));
            }
        }
    }
}
