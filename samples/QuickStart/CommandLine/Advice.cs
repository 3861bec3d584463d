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
            ForEndpoint(endpoint, settings),
        TenantSpecConflictException => "Leave --isolation out: then tenants that exist keep what they have.",
        StoreSchemaException or DeploymentMismatchException or StoreUnavailableException =>
            "Name another database file with --db FILE; this one was left as it is.",
        InvalidDataException => $"Restore what is named above, or begin anew, without what was bought there: rm -r {Shell.Quote(settings.DatabaseFile)}*",
        IOException or UnauthorizedAccessException or SecretProtectionException when error.Message.Contains(settings.DatabaseFile, StringComparison.Ordinal) =>
            $"Put that right, or name another database file with --db FILE, beside which the rest is kept. Then go on with: {settings.SameCommand}",
        ProvisioningPendingException => $"It goes on where it is; look again with: {settings.SameCommand}",
        _ => $"Then go on with: {settings.SameCommand}",
    };

    /// <summary>What to type when no emulator answers at an endpoint: one can be started on this machine, and nowhere else from here.</summary>
    internal static string ForEndpoint(Uri endpoint, QuickStartSettings settings) => endpoint is { IsLoopback: true, Scheme: "http" }
        ? $"Start an emulator there: dotnet run --project src/CloudBase.MultiTenant.Emulator -- --urls {endpoint.GetLeftPart(UriPartial.Authority)}, or {Without(settings)}."
        : $"{(settings.EndpointVariable is { } name ? $"Unset {name}" : "Leave --endpoint out")} for the emulator in this process, name one that runs, or add --live where this is the cloud: it says what it will spend, and asks first.";

    private static string Without(QuickStartSettings settings) => settings.EndpointVariable is { } name ? $"take away the variable that names it: unset {name}" : "leave --endpoint out";

    private static string Cloud(QuickStartSettings settings) => settings.Endpoint?.Authority ?? "the cloud";
}
