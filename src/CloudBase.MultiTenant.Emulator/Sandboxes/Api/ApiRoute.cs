using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>What a request to the sandbox API asks for.</summary>
/// <param name="Operation">Its name, by which fault scripts choose it.</param>
/// <param name="Id">The sandbox or template; empty where it names none.</param>
/// <param name="Version">1 for the older form of a path, 2 for <c>/v2</c>.</param>
internal sealed record ApiRoute(string Operation, string Id, int Version)
{
    public const string NotServed = "NotServed";
    public const string Unknown = "Unknown";

    /// <summary>Null when the path is none of this API.</summary>
    public static ApiRoute? Of(CloudRequest request)
    {
        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var version = 1;
        if (segments is ["v2" or "v3", ..])
        {
            version = segments[0][1] - '0';
            segments = segments[1..];
        }

        return segments switch
        {
            ["sandboxes"] => new ApiRoute(request.Method switch { "POST" => "CreateSandbox", "GET" => "ListSandboxes", _ => Unknown }, string.Empty, version),
            ["sandboxes", "metrics"] => new ApiRoute(NotServed, string.Empty, version),
            ["sandboxes", var id] => new ApiRoute(request.Method switch { "GET" => "GetSandbox", "DELETE" => "KillSandbox", _ => Unknown }, Decoded(id), version),
            ["sandboxes", var id, var verb] => new ApiRoute(
                (request.Method, verb) switch
                {
                    ("POST", "connect") => "ConnectSandbox",
                    ("POST", "resume") => "ResumeSandbox",
                    ("POST", "pause") => "PauseSandbox",
                    ("POST", "timeout" or "refreshes") => "SetTimeout",
                    ("GET", "metrics") => "GetMetrics",
                    ("PUT", "network") => "UpdateNetwork",
                    ("POST", "snapshots") => "CreateSnapshot",
                    ("POST", "fork") => "ForkSandbox",
                    ("GET", "logs") => NotServed,
                    _ => Unknown,
                },
                Decoded(id), version),
            ["snapshots"] => new ApiRoute(request.Method == "GET" ? "ListSnapshots" : Unknown, string.Empty, version),
            ["templates"] when version == 1 && request.Method == "GET" => new ApiRoute("ListTemplates", string.Empty, version),
            ["templates", "tags" or "aliases", ..] => new ApiRoute(NotServed, string.Empty, version),
            ["templates", .. var template] when version == 1 && request.Method == "DELETE" && template.Length > 0 =>
                new ApiRoute("DeleteTemplate", Decoded(string.Join('/', template)), version),
            ["templates" or "volumes" or "volumecontent" or "secrets", ..] => new ApiRoute(NotServed, string.Empty, version),
            _ => null,
        };
    }

    private static string Decoded(string segment) => Uri.UnescapeDataString(segment);
}
