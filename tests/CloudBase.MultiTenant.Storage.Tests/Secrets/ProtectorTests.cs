using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Storage.Tests.Sqlite;
using CloudBase.MultiTenant.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Storage.Tests.Secrets;

public sealed class ProtectorTests
{
    [Fact]
    public void Protect_NothingSetUp_IsRefusedNamingTheCall()
    {
        var protector = new RefusingSecretProtector();

        FluentActions.Invoking(() => protector.Protect(new SecretString("sk-canary"), "api-key"))
            .Should().Throw<SecretProtectionException>().Where(e => e.Message.Contains("ProtectSecretsWithDataProtection()") && !e.Message.Contains("canary"));
        protector.TryUnprotect("sk-canary", "api-key", out SecretString? secret).Should().BeFalse();
        secret.Should().BeNull();
    }

    [Fact]
    public void EphemeralProtector_Purposes_AreApart()
    {
        var protector = new EphemeralSecretProtector();
        string text = protector.Protect(new SecretString("密钥"), "a");

        protector.TryUnprotect(text, "a", out SecretString? secret).Should().BeTrue();
        secret!.Reveal().Should().Be("密钥");
        protector.TryUnprotect(text, "b", out _).Should().BeFalse();
        protector.TryUnprotect(text + "A", "a", out _).Should().BeFalse();
        protector.TryUnprotect("x", "a", out _).Should().BeFalse();
        new EphemeralSecretProtector().TryUnprotect(text, "a", out _).Should().BeFalse();
        protector.Protect(new SecretString("密钥"), "a").Should().NotBe(text, "a nonce is used once");
    }

    [Fact]
    public void UseInMemoryStore_ProtectorChosenBefore_KeepsIt()
    {
        var chosen = new EphemeralSecretProtector();
        var builder = new SqliteStores.Builder();
        builder.Services.AddSingleton<ISecretProtector>(chosen);
        builder.UseInMemoryStore();

        using ServiceProvider host = builder.Services.BuildServiceProvider();
        host.GetRequiredService<ISecretProtector>().Should().BeSameAs(chosen);
    }

    [Fact]
    public void UseInMemoryStore_NothingChosen_ProtectsForThisProcess()
    {
        var builder = new SqliteStores.Builder();
        builder.Services.AddStores();
        builder.UseInMemoryStore();

        using ServiceProvider host = builder.Services.BuildServiceProvider();
        host.GetRequiredService<ISecretProtector>().Should().BeOfType<EphemeralSecretProtector>();
        host.GetRequiredService<IMultiTenantStore>().IsDurable.Should().BeFalse();
    }
}
