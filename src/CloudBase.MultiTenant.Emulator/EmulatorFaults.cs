using CloudBase.MultiTenant.Emulator.Faults;

namespace CloudBase.MultiTenant.Emulator;

/// <summary>The fault scripts of one emulator. Thread-safe.</summary>
public sealed class EmulatorFaults
{
    private readonly FaultInjector _injector;

    internal EmulatorFaults(FaultInjector injector) => _injector = injector;

    /// <summary>The scripts in force, in the order they were added; the first that answers a call wins.</summary>
    public IReadOnlyList<FaultScript> Scripts => _injector.Scripts;

    /// <summary>Adds a script; it counts the calls that come from now on.</summary>
    /// <exception cref="ArgumentException">The script does not make sense; the message names the member.</exception>
    public void Add(FaultScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        _injector.Add(script);
    }

    /// <summary>Removes every script, sets the clock right, and starts the scripts' chance from the seed again.</summary>
    public void Clear() => _injector.Clear();
}
