using CloudBase.MultiTenant.TencentCloud.Isolation;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Hosting;

/// <summary>What differs from host to host.</summary>
internal sealed record HostSettings
{
    internal string DeploymentName { get; init; } = "end-to-end";

    internal string Database { get; init; } = "tenants.db";

    internal IsolationKind Isolation { get; init; } = IsolationKind.WhiteLabel;

    internal RenewalPolicy Renewal { get; init; } = RenewalPolicy.None;

    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal string? SecretKey { get; init; }

    internal string Region { get; init; } = "ap-shanghai";

    internal Action<CloudBaseOptions>? Configure { get; init; }

    internal Action<CamSubAccountOptions>? SubAccounts { get; init; }

    /// <summary>What the host puts in the place of its own services.</summary>
    internal Action<IServiceCollection>? Services { get; init; }
}
