using CloudBase.MultiTenant.Emulator;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

/// <summary>An emulator without a socket and the package on it, both on one fake clock.</summary>
internal sealed class EmulatedCloud : IAsyncDisposable
{
    private EmulatedCloud(CloudBaseEmulator emulator, FakeTimeProvider time, ClientHost host) => (Emulator, Time, Host) = (emulator, time, host);

    public CloudBaseEmulator Emulator { get; }

    public FakeTimeProvider Time { get; }

    public ClientHost Host { get; }

    public static async Task<EmulatedCloud> StartAsync(Action<CloudBaseEmulatorOptions>? emulated = null, Action<TencentCloudOptions>? configure = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var options = new CloudBaseEmulatorOptions { Listen = false, TimeProvider = time, NoLimits = true, Seed = 7 };
        emulated?.Invoke(options);
        CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(options);
        var host = new ClientHost(emulator.CreateHandler(), time, o =>
        {
            o.Endpoint = emulator.Endpoint;
            o.SecretId = emulator.SecretId;
            o.SecretKey = new SecretString(emulator.SecretKey);
            o.MaxRetries = 0;
            configure?.Invoke(o);
        });
        return new EmulatedCloud(emulator, time, host);
    }

    public async ValueTask DisposeAsync()
    {
        Host.Dispose();
        await Emulator.DisposeAsync();
    }
}
