using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Storage.Tests.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.Storage.Tests.Secrets;

public sealed class DataProtectionTests : IDisposable
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("cbmt-keys-");

    public void Dispose() => _keys.Delete(recursive: true);

    [Fact]
    public void Protect_ThenUnprotectInAnotherHost_ReadsTheSecret()
    {
        using ServiceProvider first = Host(keys => keys.PersistKeysToFileSystem(_keys).SetApplicationName("a"));
        string text = first.GetRequiredService<ISecretProtector>().Protect(new SecretString("sk-canary-42"), "api-key");
        using ServiceProvider second = Host(keys => keys.PersistKeysToFileSystem(_keys).SetApplicationName("a"));

        second.GetRequiredService<ISecretProtector>().TryUnprotect(text, "api-key", out SecretString? secret).Should().BeTrue();
        secret!.Reveal().Should().Be("sk-canary-42");
        text.Should().NotContain("canary");
    }

    [Fact]
    public void TryUnprotect_OtherPurposeOtherKeysOrDamage_SaysThatItCannotBeRead()
    {
        using ServiceProvider host = Host(keys => keys.PersistKeysToFileSystem(_keys));
        var protector = host.GetRequiredService<ISecretProtector>();
        string text = protector.Protect(new SecretString("s"), "api-key");
        DirectoryInfo elsewhere = _keys.CreateSubdirectory("elsewhere");
        using ServiceProvider stranger = Host(keys => keys.PersistKeysToFileSystem(elsewhere));

        protector.TryUnprotect(text, "cam-key", out SecretString? secret).Should().BeFalse();
        secret.Should().BeNull();
        protector.TryUnprotect(text[..40] + (text[40] == 'A' ? 'B' : 'A') + text[41..], "api-key", out _).Should().BeFalse("another letter stands there, whatever was drawn");
        protector.TryUnprotect("no base64 at all!", "api-key", out _).Should().BeFalse();
        protector.TryUnprotect(string.Empty, "api-key", out _).Should().BeFalse();
        stranger.GetRequiredService<ISecretProtector>().TryUnprotect(text, "api-key", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Start_DurableStoreAndKeysNowhere_IsRefusedNamingTheCall()
    {
        using ServiceProvider host = Host(null);
        Func<Task> start = () => StartAsync(host);

        await start.Should().ThrowAsync<SecretProtectionException>().WithMessage("*PersistKeysToFileSystem*");
        var protector = host.GetRequiredService<ISecretProtector>();
        FluentActions.Invoking(() => protector.Protect(new SecretString("s"), "p")).Should().Throw<SecretProtectionException>().WithMessage("*PersistKeysToFileSystem*");
    }

    [Fact]
    public async Task Start_DurableStoreAndEphemeralKeys_IsRefusedNamingTheCall()
    {
        using ServiceProvider host = Host(keys => keys.UseEphemeralDataProtectionProvider());
        Func<Task> start = () => StartAsync(host);

        await start.Should().ThrowAsync<SecretProtectionException>().WithMessage("*memory*PersistKeysToFileSystem*");
    }

    [Fact]
    public async Task Start_KeysInADirectory_Starts()
    {
        using ServiceProvider host = Host(keys => keys.PersistKeysToFileSystem(_keys));

        await StartAsync(host);

        _keys.GetFiles("key-*.xml").Should().ContainSingle();
    }

    [Fact]
    public async Task Start_StoreInMemory_TakesAnyKeys()
    {
        var builder = new SqliteStores.Builder();
        builder.UseInMemoryStore().ProtectSecretsWithDataProtection(keys => keys.UseEphemeralDataProtectionProvider());
        using ServiceProvider host = builder.Services.BuildServiceProvider();

        await StartAsync(host);

        host.GetRequiredService<ISecretProtector>().GetType().Name.Should().Be("DataProtectionSecretProtector");
    }

    private static async Task StartAsync(ServiceProvider host)
    {
        foreach (IHostedService service in host.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    private ServiceProvider Host(Action<IDataProtectionBuilder>? configure)
    {
        var builder = new SqliteStores.Builder();
        builder.UseSqliteStore(Path.Combine(_keys.FullName, "t.db")).ProtectSecretsWithDataProtection(configure);
        return builder.Services.BuildServiceProvider();
    }
}
