using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.Development;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes;
using CloudBase.MultiTenant.TencentCloud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Conventions.Tests.Development;

public sealed class UseEmulatorTests
{
    [Fact]
    public async Task Call_WithoutAHost_StartsTheEmulatorAndSpeaksHttpToIt()
    {
        await using ServiceProvider services = Services(b => b.UseEmulator()).BuildServiceProvider();
        IEnvironmentCloud cloud = services.GetRequiredService<IEnvironmentCloud>();

        (await cloud.ScanAsync(default)).Environments.Should().ContainSingle().Which.Id.Value.Should().Be(CloudBaseEmulatorOptions.DefaultManagementEnvironmentId);
        cloud.SpendsRealMoney.Should().BeFalse();
        services.GetRequiredService<DevelopmentEmulator>().Endpoint.Should().Be(services.GetRequiredService<IOptions<TencentCloudOptions>>().Value.Endpoint);
        services.GetRequiredService<IOptions<CloudBaseOptions>>().Value.ManagementEnvironment.Should().Be(CloudBaseEmulatorOptions.DefaultManagementEnvironmentId);
    }

    [Fact]
    public async Task Configuration_OfTheRealCloud_IsOverruled()
    {
        await using ServiceProvider services = Services(b => b.UseEmulator(), new()
        {
            ["CloudBase:TencentCloud:SecretId"] = "AKIDreal",
            ["CloudBase:TencentCloud:SecretKey"] = "real",
            ["CloudBase:TencentCloud:Endpoint"] = "https://tcb.tencentcloudapi.com",
            ["CloudBase:TencentCloud:SpendsRealMoney"] = "true",
            ["CloudBase:TencentCloud:MaxRetries"] = "7",
        }).BuildServiceProvider();

        TencentCloudOptions options = services.GetRequiredService<IOptions<TencentCloudOptions>>().Value;
        options.SecretId.Should().Be(CloudBaseEmulatorOptions.DefaultSecretId);
        options.Endpoint!.IsLoopback.Should().BeTrue();
        options.SpendsRealMoney.Should().BeFalse();
        options.MaxRetries.Should().Be(7);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sandboxes_OfARealService_AreOverruledToo(bool addedFirst)
    {
        await using ServiceProvider services = Services(
            b => _ = addedFirst ? b.AddE2BSandboxes(o => o.Domain = "e2b.app").UseEmulator() : b.UseEmulator().AddE2BSandboxes(o => o.Domain = "e2b.app"),
            new() { ["CloudBase:Sandboxes:E2B:ApiKey"] = "real", ["CloudBase:Sandboxes:E2B:ApiUrl"] = "https://api.e2b.app" }).BuildServiceProvider();

        E2BSandboxOptions options = services.GetRequiredService<IOptions<E2BSandboxOptions>>().Value;
        (options.ApiUrl, options.SandboxUrl).Should().Be((services.GetRequiredService<DevelopmentEmulator>().Endpoint, options.ApiUrl));
        options.ApiKey!.Reveal().Should().Be(CloudBaseEmulatorOptions.DefaultSandboxApiKey);
        (await services.GetRequiredService<ISandboxProvider>().FindAsync(SandboxId.Parse("i0000nobody"), default)).Should().BeNull("the emulator was started by the call, and answers it");
    }

    [Fact]
    public async Task Endpoint_OfARunningEmulator_IsUsedAndNothingElseStarts()
    {
        await using CloudBaseEmulator elsewhere = await CloudBaseEmulator.StartAsync();
        await using ServiceProvider services = Services(b => b.UseEmulator(e => e.Endpoint = elsewhere.Endpoint)).BuildServiceProvider();
        DevelopmentEmulator emulator = services.GetRequiredService<DevelopmentEmulator>();

        (await services.GetRequiredService<IEnvironmentCloud>().ScanAsync(default)).Environments.Should().ContainSingle();
        emulator.IsInProcess.Should().BeFalse();
        await ((Func<Task>)(() => emulator.StartAsync())).Should().ThrowAsync<InvalidOperationException>().WithMessage("*outside this process*");
    }

    [Fact]
    public void Options_ThatMakeNoSense_AreAllSaidAtOnce()
    {
        using ServiceProvider services = Services(b => b.UseEmulator(), new()
        {
            ["CloudBase:Emulator:Endpoint"] = "http://tcb.tencentcloudapi.com",
            ["CloudBase:Emulator:Port"] = "70000",
            ["CloudBase:Emulator:ReadyDelay"] = "-00:00:01",
            ["CloudBase:Emulator:Dir"] = "x",
        }).BuildServiceProvider();

        Action read = () => _ = services.GetRequiredService<IOptions<EmulatorOptions>>().Value;

        string[] failures = [.. read.Should().Throw<OptionsValidationException>().Which.Failures];
        failures.Should().HaveCount(4).And.Contain(f => f.Contains("the real cloud: call UseTencentCloud()"));
    }

    [Fact]
    public async Task DataDirectory_SecondRun_FindsWhatTheFirstBought()
    {
        string directory = Directory.CreateTempSubdirectory("cbmt-").FullName;
        try
        {
            for (int run = 0; run < 2; run++)
            {
                await using ServiceProvider services = Services(b => b.UseEmulator(e => e.DataDirectory = directory)).BuildServiceProvider();
                CloudBaseEmulator emulator = await services.GetRequiredService<DevelopmentEmulator>().StartAsync();
                if (run == 0)
                {
                    await emulator.SetBalanceAsync(1);
                }

                emulator.GetState().Balance.Should().Be(1);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task StartAsync_ManyCallersAtOnce_StartOneEmulator()
    {
        await using ServiceProvider services = Services(b => b.UseEmulator()).BuildServiceProvider();
        DevelopmentEmulator emulator = services.GetRequiredService<DevelopmentEmulator>();

        CloudBaseEmulator[] all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => emulator.StartAsync())));

        all.Distinct().Should().ContainSingle();
    }

    /// <summary>The address is told before anything runs: until the emulator listens there, no program that asks for a free port may be given this one.</summary>
    [Fact]
    public async Task StartAsync_WhileItStarts_LetsNobodyElseHaveItsPort()
    {
        WatchedStart start = new();
        await using ServiceProvider services = Services(b => b.UseEmulator(e => e.Configure = o => o.TimeProvider = start)).BuildServiceProvider();
        DevelopmentEmulator emulator = services.GetRequiredService<DevelopmentEmulator>();
        List<bool> given = [];
        start.OnRead = () => given.Add(CanBeGiven(emulator.Endpoint.Port));

        await emulator.StartAsync();
        start.OnRead = null;

        given.Should().NotBeEmpty("the clock is read while the emulator starts").And.OnlyContain(isGiven => !isGiven);
        CanBeGiven(emulator.Endpoint.Port).Should().BeFalse();
        using HttpClient http = new() { BaseAddress = emulator.Endpoint };
        (await http.GetStringAsync("/_emulator/health")).Should().Contain("ready");
    }

    [Fact]
    public async Task StartAsync_AfterDisposal_IsRefused()
    {
        ServiceProvider services = Services(b => b.UseEmulator()).BuildServiceProvider();
        DevelopmentEmulator emulator = services.GetRequiredService<DevelopmentEmulator>();
        await services.DisposeAsync();

        await ((Func<Task>)(() => emulator.StartAsync())).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Host_WithBothClouds_FailsAtStartNamingBothCalls()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Add(builder.Services, b => b.UseTencentCloud(o => (o.SecretId, o.SecretKey) = ("id", new("key"))).UseEmulator(), []);
        using IHost host = builder.Build();

        await ((Func<Task>)(() => host.StartAsync())).Should().ThrowAsync<Exception>().WithMessage("*Several clouds are chosen: UseTencentCloud() and UseEmulator()*");
    }

    /// <summary>Asks for any free port, of a range that is this one alone; says whether it was given.</summary>
    private static bool CanBeGiven(int port)
    {
        const int Ip = 0;
        const int LocalPortRange = 51;
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            other.SetRawSocketOption(Ip, LocalPortRange, BitConverter.GetBytes((uint)port << 16 | (uint)port));
            other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.ProtocolOption)
        {
            // A kernel before 6.3 knows no such range: there it cannot be tried.
            return false;
        }
    }

    private static ServiceCollection Services(Action<ICloudBaseMultiTenantBuilder> choose, Dictionary<string, string?>? settings = null)
    {
        ServiceCollection services = new();
        Add(services, choose, settings ?? []);
        return services;
    }

    private static void Add(IServiceCollection services, Action<ICloudBaseMultiTenantBuilder> choose, Dictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CloudBase:DeploymentName"] = "tests",
            ["CloudBase:Renewal:Policy"] = "None",
        }).AddInMemoryCollection(settings).Build();
        choose(services.AddCloudBaseMultiTenant(configuration.GetSection("CloudBase")));
    }

    /// <summary>A clock that says when it is read.</summary>
    private sealed class WatchedStart : TimeProvider
    {
        internal Action? OnRead { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            OnRead?.Invoke();
            return base.GetUtcNow();
        }
    }
}
