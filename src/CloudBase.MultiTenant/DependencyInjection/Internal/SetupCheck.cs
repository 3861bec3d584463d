using CloudBase.MultiTenant.Options;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>Finds everything that is wrong with how the library was put together and configured. Thread-safe.</summary>
/// <remarks>It holds no lock while it resolves services, so that it cannot wait for a thread that waits for it.</remarks>
internal sealed class SetupCheck(IServiceProvider services, SetupRecord record) : IDisposable
{
    private readonly ThreadLocal<bool> _checking = new();
    private volatile bool _passed;

    /// <summary>Throws unless everything is in order. Cheap once it was.</summary>
    /// <exception cref="CloudBaseSetupException">Something is wrong.</exception>
    public void EnsureValid()
    {
        if (_passed || _checking.Value)
        {
            return;
        }

        if (FindProblems() is { Count: > 0 } problems)
        {
            throw new CloudBaseSetupException(problems);
        }

        _passed = true;
    }

    /// <summary>Makes the error of a stand-in that was resolved: what is missing, and everything else that is wrong too.</summary>
    public CloudBaseSetupException Missing(SetupPart part) =>
        new(_checking.Value || FindProblems() is not { Count: > 0 } problems ? [SetupAdvice.Missing(part)] : problems);

    public IReadOnlyList<string> FindProblems()
    {
        IEnumerable<string> problems = FindOptionProblems().Concat(FindWiringProblems()).Distinct(StringComparer.Ordinal);
        return services.GetService<IConfiguration>() is IConfigurationRoot host && services.GetService<ConfigurationTree>() is { } tree
            ? [.. problems.Select(p => SettingOrigin.Explain(p, tree, host))]
            : [.. problems];
    }

    /// <summary>Finds what no options class can see by itself: missing and doubled parts, and rules across them.</summary>
    public IReadOnlyList<string> FindWiringProblems()
    {
        bool outer = _checking.Value;
        _checking.Value = true;
        try
        {
            List<string> problems = [.. Enum.GetValues<SetupPart>()
                .Select(part => (Part: part, Calls: record.CallsFor(part)))
                .Where(c => c.Calls.Count > 1)
                .Select(c => SetupAdvice.Several(c.Part, c.Calls))];
            IEnvironmentCloud? cloud = TryResolve<IEnvironmentCloud>(problems);
            IMultiTenantStore? store = TryResolve<IMultiTenantStore>(problems);
            IIsolationStrategy[]? strategies = TryResolve<IEnumerable<IIsolationStrategy>>(problems)?.ToArray();
            IAuditSink[]? sinks = TryResolve<IEnumerable<IAuditSink>>(problems)?.ToArray();
            if (strategies is [])
            {
                problems.Add(SetupAdvice.Strategy);
            }

            if (TryResolve<IOptions<CloudBaseOptions>>(problems) is { } options && TryRead(options) is { } valid)
            {
                SetupRules.Check(new SetupFacts(valid, cloud, store, strategies ?? [], sinks ?? [], record), problems);
            }

            return problems;
        }
        finally
        {
            _checking.Value = outer;
        }
    }

    public void Dispose() => _checking.Dispose();

    private List<string> FindOptionProblems()
    {
        List<string> problems = [];
        foreach (IBoundOptions options in services.GetServices<IBoundOptions>())
        {
            try
            {
                options.Validate();
            }
            catch (OptionsValidationException e)
            {
                problems.AddRange(e.Failures);
            }
        }

        return problems;
    }

    // Options problems have their own report; a stand-in's is the problem itself.
    private TService? TryResolve<TService>(List<string> problems)
        where TService : class
    {
        try
        {
            if (services.GetService<TService>() is { } service)
            {
                return service;
            }

            problems.Add($"{CloudBaseErrorCodes.ServiceMissing}: Nothing registers {typeof(TService).Name}, though the call that should was made: update the package that it belongs to, or register one.");
            return null;
        }
        catch (CloudBaseSetupException e)
        {
            problems.AddRange(e.Problems.Except(problems, StringComparer.Ordinal));
            return null;
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }

    private static CloudBaseOptions? TryRead(IOptions<CloudBaseOptions> options)
    {
        try
        {
            return options.Value;
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }
}
