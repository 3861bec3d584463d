using System.ComponentModel;
using System.Diagnostics;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>How a process is named in an error; its arguments are left out, for they may hold keys.</summary>
internal static class ProcessName
{
    public static string Of(int id)
    {
        if (id == Environment.ProcessId)
        {
            return $"this process ({id})";
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return $"{process.ProcessName} (process {id})";
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return $"process {id}";
        }
    }

    public static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (Win32Exception)
        {
            // It is there, and somebody else's.
            return true;
        }
    }
}
