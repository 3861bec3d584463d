using System.Text;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>Serves the code that DownloadFunction points at. As with the cloud's presigned addresses, whoever knows the address may read it.</summary>
internal static class FunctionDownloads
{
    private const string Prefix = "/_downloads/functions/";

    public static string UrlOf(string host, FunctionRecord function) => $"http://{host}{Prefix}{function.EnvironmentId}/{function.Sha256}.zip";

    public static CloudReply? TryServe(AccountState state, string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = path[Prefix.Length..].Split('/');
        lock (state.Gate)
        {
            return parts is [var environment, var file] && file.EndsWith(".zip", StringComparison.Ordinal) && state.FindFunctionByCode(environment, file[..^4]) is { } function
                ? new CloudReply { ContentType = "application/zip", Body = function.Zip }
                : new CloudReply { Status = 404, Body = Encoding.UTF8.GetBytes("""{"error":"no function has this code"}""") };
        }
    }
}
