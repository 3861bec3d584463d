using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>What a sandbox uses, as envd tells it.</summary>
internal static class EnvdMetrics
{
    public static void Write(Utf8JsonWriter json, SandboxUsage usage, DateTimeOffset now)
    {
        var limits = new SandboxLimits();
        json.WriteStartObject();
        json.WriteNumber("ts", now.ToUnixTimeSeconds());
        json.WriteNumber("cpu_count", limits.Cpus);
        json.WriteNumber("cpu_used_pct", Math.Round(usage.CpuPercent, 2));
        json.WriteNumber("mem_total", limits.MemoryBytes);
        json.WriteNumber("mem_used", usage.MemoryBytes);
        json.WriteNumber("mem_cache", usage.MemoryCacheBytes);
        json.WriteNumber("disk_used", usage.DiskBytes);
        json.WriteNumber("disk_total", limits.DiskBytes);
        json.WriteEndObject();
    }
}
