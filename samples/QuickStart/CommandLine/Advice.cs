using CloudBase.MultiTenant;

namespace QuickStart.CommandLine;

/// <summary>What to type after an error.</summary>
internal static class Advice
{
    internal static string For(Exception error, QuickStartSettings settings) => error switch
    {
        CloudCredentialRejectedException => $"Set TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY to keys that {Cloud(settings)} accepts, then run: {settings.SameCommand}",
        CloudClockSkewException => $"Set this machine's clock, for example with: timedatectl set-ntp true. Then run: {settings.SameCommand}",
        CloudUnavailableException or HttpRequestException when settings.Endpoint is { } endpoint =>
            $"Start an emulator there: dotnet run --project src/CloudBase.MultiTenant.Emulator -- --urls {endpoint.GetLeftPart(UriPartial.Authority)}, or leave --endpoint out.",
        TenantSpecConflictException => "Leave --isolation out: then tenants that exist keep what they have.",
        StoreSchemaException or DeploymentMismatchException or StoreUnavailableException =>
            "Name another database file with --db FILE; this one was left as it is.",
        ProvisioningPendingException => $"It goes on where it is; look again with: {settings.SameCommand}",
        _ => $"Then go on with: {settings.SameCommand}",
    };

    private static string Cloud(QuickStartSettings settings) => settings.Endpoint?.Authority ?? "the cloud";
}
