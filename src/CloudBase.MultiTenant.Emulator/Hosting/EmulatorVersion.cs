using System.Reflection;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>This emulator's version, without the commit it was built from.</summary>
internal static class EmulatorVersion
{
    public static string Text { get; } =
        (typeof(EmulatorVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
