using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace CloudBase.MultiTenant.Tests.DependencyInjection;

/// <summary>Stand-ins for the parts that packages bring, registered as those packages register theirs.</summary>
internal static class Parts
{
    public static readonly Dictionary<string, string?> ValidSettings = new()
    {
        ["CloudBase:DeploymentName"] = "tests",
        ["CloudBase:Provisioning:PackageId"] = "small",
        ["CloudBase:Renewal:Policy"] = "None",
    };

    public static ICloudBaseMultiTenantBuilder UseCloud(this ICloudBaseMultiTenantBuilder builder, string call = "UseSomeCloud()", bool realMoney = false) =>
        builder.Choose(SetupPart.Cloud, call, b =>
        {
            IEnvironmentCloud cloud = Substitute.For<IEnvironmentCloud>();
            cloud.Place.Returns(new CloudPlace("Substitute", "ap-shanghai"));
            cloud.SpendsRealMoney.Returns(realMoney);
            cloud.Account.Returns(CloudAccountName.Default);
            b.Services.AddSingleton(cloud);
            b.Services.AddSingleton(Substitute.For<IEnvironmentApiKeys>());
            b.Services.AddSingleton(Substitute.For<IEnvironmentProbe>());
            b.Services.AddSingleton(Substitute.For<IPriceBook>());
        });

    public static ICloudBaseMultiTenantBuilder UseStore(this ICloudBaseMultiTenantBuilder builder, string call = "UseSomeStore()", bool durable = true) =>
        builder.Choose(SetupPart.Store, call, b =>
        {
            IMultiTenantStore store = Substitute.For<IMultiTenantStore>();
            store.IsDurable.Returns(durable);
            b.Services.AddSingleton(store);
        });

    public static ICloudBaseMultiTenantBuilder AddIsolation(this ICloudBaseMultiTenantBuilder builder, string name = "Walls")
    {
        IIsolationStrategy strategy = Substitute.For<IIsolationStrategy>();
        strategy.Kind.Returns(new IsolationKind(name));
        builder.Services.AddSingleton(strategy);
        return builder;
    }
}
