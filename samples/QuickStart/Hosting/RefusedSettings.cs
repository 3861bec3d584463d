using CloudBase.MultiTenant.Development;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickStart.CommandLine;

namespace QuickStart.Hosting;

/// <summary>What is said of settings that a host refused.</summary>
internal static class RefusedSettings
{
    /// <summary>Refuses what a later part of the run would trip over, before it begins: the run that is to be killed, or the sandboxes.</summary>
    /// <exception cref="OptionsValidationException">What is wrong.</exception>
    internal static void ThrowIfAny(QuickStartSettings settings)
    {
        SandboxHost.ThrowIfMisconfigured(settings);
        if (settings.Prove)
        {
            using IHost host = QuickStartHost.Build(settings);
            host.Services.GetService<IStartupValidator>()?.Validate();
        }
    }

    /// <summary>Refuses a folder for the emulator's state: this program keeps it beside the database, and would pass another over without a word.</summary>
    /// <exception cref="OptionsValidationException">There is one.</exception>
    internal static void ThrowIfElsewhere(string? dataDirectory)
    {
        if (dataDirectory is not null)
        {
            throw new OptionsValidationException(
                nameof(EmulatorOptions), typeof(EmulatorOptions), [$"CloudBase:Emulator:DataDirectory is '{dataDirectory}', and must not be set here: the emulator's state is beside the database, which --db FILE names."]);
        }
    }

    /// <summary>Returns every wrong setting, when settings are what is wrong; nothing otherwise.</summary>
    internal static IReadOnlyList<string> In(Exception error)
    {
        IReadOnlyList<Exception> errors = error is AggregateException many ? many.Flatten().InnerExceptions : [error];
        return errors.All(e => e is OptionsValidationException) ? [.. errors.Cast<OptionsValidationException>().SelectMany(e => e.Failures)] : [];
    }
}
