using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Failures;

/// <summary>What users of docs/troubleshooting.md see, provoked: each gives the text as the library says it.</summary>
internal static class Symptoms
{
    private static readonly TenantId Id = TenantId.Parse("mei.lin@example.com");

    internal static IReadOnlyDictionary<string, Func<Task<string>>> All { get; } = new Dictionary<string, Func<Task<string>>>
    {
        ["unknown key"] = () => MessageOfAsync(() => SetUp("CloudBase:TencentCloud:Regoin", "ap-shanghai").GetRequiredService<ITenantProvisioner>()),
        ["emulator key at the real cloud"] = () => MessageOfAsync(() => CallRealCloudAsync(CloudBaseEmulatorOptions.DefaultSecretId)),
        ["wrong keys"] = () => EnsureAsync(new() { SecretKey = "not-the-key-of-this-account-00000" }),
        ["nobody listens"] = NobodyListensAsync,
        ["no such host"] = () => MessageOfAsync(() => CallAsync(new Uri("http://no-such-host.invalid"))),
        ["wrong clock"] = () => EnsureAsync(new() { TimeProvider = new ShiftedTimeProvider(TimeSpan.FromMinutes(10)) }),
        ["limit reached"] = () => EnsureAsync(new(), new() { MaxEnvironments = 1 }),
        ["sold out"] = () => EnsureAsync(new(), new() { SoldOut = true }),
        ["not paid"] = () => EnsureAsync(new(), new() { Balance = 10m }),
        ["pending"] = () => EnsureAsync(new() { Configure = Impatient }, new() { ReadyDelay = TimeSpan.FromHours(1) }),
        ["list lag"] = ListLagAsync,
        ["environment gone"] = GoneAsync,
        ["rate limit"] = RateLimitAsync,
        ["credential unavailable"] = CredentialAsync,
        ["keys of the key ring kept nowhere"] = KeyRingAsync,
        ["store of another deployment"] = () => SecondHostAsync(_ => Task.CompletedTask, new() { DeploymentName = "staging" }),
        ["store of a newer version"] = () => SecondHostAsync(MakeNewerAsync, new()),
        ["emulator port in use"] = PortInUseAsync,
    };

    private static void Impatient(CloudBaseOptions options) => options.Provisioning.Patience = TimeSpan.FromSeconds(2);

    private static ServiceProvider SetUp(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddCloudBaseMultiTenant(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build().GetSection("CloudBase"))
            .UseTencentCloud(o => (o.Endpoint, o.SecretId, o.SecretKey) = (new Uri("http://127.0.0.1:4680"), CloudBaseEmulatorOptions.DefaultSecretId, new SecretString("of-no-use")))
            .AddWhiteLabelIsolation().UseInMemoryStore();
        services.Configure<CloudBaseOptions>(Name);
        services.Configure<CloudBaseOptions>(o => o.ManagementEnvironment = CloudBaseEmulatorOptions.DefaultManagementEnvironmentId);
        return services.BuildServiceProvider();
    }

    private static async Task CallRealCloudAsync(string secretId)
    {
        var services = new ServiceCollection();
        services.AddCloudBaseMultiTenant(Name)
            .UseTencentCloud(o => (o.SecretId, o.SecretKey) = (secretId, new SecretString("of-no-use-anywhere")))
            .AddWhiteLabelIsolation().UseInMemoryStore();
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IEnvironmentCloud>().GetLimitsAsync(CancellationToken.None);
    }

    private static async Task<string> NobodyListensAsync()
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound but not listening: nobody answers, and nobody else gets the port
        return await MessageOfAsync(() => CallAsync(new Uri($"http://{taken.LocalEndPoint}")));
    }

    private static async Task CallAsync(Uri endpoint)
    {
        var services = new ServiceCollection();
        services.AddCloudBaseMultiTenant(Name)
            .UseTencentCloud(o => (o.Endpoint, o.MaxRetries, o.SecretId, o.SecretKey) = (endpoint, 0, "id-of-nobody", new SecretString("of-no-use-anywhere")))
            .AddWhiteLabelIsolation().UseInMemoryStore();
        services.Configure<CloudBaseOptions>(o => o.ManagementEnvironment = CloudBaseEmulatorOptions.DefaultManagementEnvironmentId);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IEnvironmentCloud>().GetLimitsAsync(CancellationToken.None);
    }

    private static void Name(CloudBaseOptions options) => (options.DeploymentName, options.Renewal.Policy) = ("shop", RenewalPolicy.Managed);

    private static async Task<string> EnsureAsync(HostSettings settings, CloudBaseEmulatorOptions? account = null)
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(account);
        await using OneHost host = await OneHost.StartAsync(folder, emulator, settings);
        return await MessageOfAsync(() => host.Provisioner.EnsureAsync(Id, TenantSpec.Default).AsTask());
    }

    private static async Task<string> ListLagAsync()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { ListLag = TimeSpan.FromHours(1) });
        emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Service = "tcb", Action = "CreateEnv" });
        await using OneHost host = await OneHost.StartAsync(folder, emulator, new HostSettings { Configure = Impatient });
        await MessageOfAsync(() => host.Provisioner.EnsureAsync(Id, TenantSpec.Default).AsTask());
        OperationId operation = (await host.Directory.GetAsync(Id)).CurrentOperation!.Value;
        string? message;
        do
        {
            // The caller's patience may end before the order has gone out: there is no problem yet.
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            message = (await host.Operations.FindAsync(operation))!.Problem?.Message;
        }
        while (message is null || message.Contains("CreateEnv answered", StringComparison.Ordinal));
        return message;
    }

    private static async Task<string> GoneAsync()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using OneHost host = await OneHost.StartAsync(folder, emulator);
        Tenant tenant = await host.Provisioner.EnsureAsync(Id, TenantSpec.Default);
        await host.Provisioner.SuspendAsync(Id, SuspendOptions.Default);
        await host.Services.GetRequiredService<IEnvironmentCloud>().IsolateAsync(tenant.EnvironmentId!.Value, skipIsolationPeriod: true, ignoreRemainingData: true, CancellationToken.None);
        return await MessageOfAsync(() => host.Provisioner.ReactivateAsync(Id, ReactivateOptions.Default).AsTask());
    }

    private static async Task<string> RateLimitAsync()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        var services = new ServiceCollection();
        services.AddCloudBaseMultiTenant(Name)
            .UseTencentCloud(o =>
            {
                (o.Endpoint, o.SecretId, o.SecretKey) = (emulator.Endpoint, emulator.SecretId, new SecretString(emulator.SecretKey));
                o.RateLimits["tcb.DescribeEnvLimit"] = 1;
                o.MaxRateLimitWait = TimeSpan.Zero;
            })
            .AddWhiteLabelIsolation().UseInMemoryStore();
        await using ServiceProvider provider = services.BuildServiceProvider();
        IEnvironmentCloud cloud = provider.GetRequiredService<IEnvironmentCloud>();
        return await MessageOfAsync(() => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cloud.GetLimitsAsync(CancellationToken.None).AsTask())));
    }

    private static async Task<string> CredentialAsync()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using OneHost host = await OneHost.StartAsync(folder, emulator);
        await host.Provisioner.EnsureAsync(Id, TenantSpec.Default);
        emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, Service = "tcb", Action = "CreateApiKey", ErrorCode = "AuthFailure.UnauthorizedOperation", Message = "you are not authorized to perform (tcb:CreateApiKey)" });
        return await MessageOfAsync(() => host.Broker.GetAsync(Id, CredentialRequest.ForMcp).AsTask());
    }

    private static async Task<string> KeyRingAsync()
    {
        using TemporaryFolder folder = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCloudBaseMultiTenant(Name).UseEmulator().AddWhiteLabelIsolation().UseSqliteStore(folder.File("tenants.db")).ProtectSecretsWithDataProtection();
        using IHost host = builder.Build();
        return await MessageOfAsync(() => host.StartAsync());
    }

    private static async Task<string> SecondHostAsync(Func<string, Task> meanwhile, HostSettings settings)
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using (OneHost first = await OneHost.StartAsync(folder, emulator, new HostSettings { DeploymentName = "production" }))
        {
            await first.Provisioner.EnsureAsync(Id, TenantSpec.Default);
        }

        await meanwhile(folder.File("tenants.db"));
        return await MessageOfAsync(async () =>
        {
            await using OneHost second = await OneHost.StartAsync(folder, emulator, settings);
            await second.Provisioner.EnsureAsync(TenantId.Parse("other@example.com"), TenantSpec.Default);
        });
    }

    private static async Task MakeNewerAsync(string file)
    {
        await using SqliteConnection database = new($"Data Source={file}");
        await database.OpenAsync();
        await using SqliteCommand command = database.CreateCommand();
        command.CommandText = "INSERT INTO CloudBaseMigrations (MigrationId, ProductVersion) VALUES ('29991231000000_FromTheFuture', '99.0.0')";
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> PortInUseAsync()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        return await MessageOfAsync(() => CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { Port = ((IPEndPoint)other.LocalEndpoint).Port }));
    }

    private static Task<string> MessageOfAsync(Action act) => MessageOfAsync(() =>
    {
        act();
        return Task.CompletedTask;
    });

    private static async Task<string> MessageOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "nothing went wrong";
        }
        catch (Exception e) when (e is CloudBaseException or IOException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            return e.Message;
        }
    }

    /// <summary>A machine whose clock is wrong, and runs otherwise.</summary>
    private sealed class ShiftedTimeProvider(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
