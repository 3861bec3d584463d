using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>What answers at the port of commands and files, as envd does.</summary>
internal sealed class EnvdService(SandboxFleet fleet)
{
    private readonly ProcessService _processes = new(fleet.Options.TimeProvider);
    private readonly FilesystemService _filesystem = new(fleet.Options.TimeProvider);

    public async Task HandleAsync(HttpContext context, string path, SandboxView view, SandboxRun run, CancellationToken attached)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.Headers.AccessControlAllowMethods = "GET, POST, HEAD, OPTIONS";
            context.Response.Headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders.Count > 0
                ? context.Request.Headers.AccessControlRequestHeaders : "*";
            context.Response.StatusCode = 204;
            return;
        }

        if (!SandboxGuard.MayUseEnvd(context, path, view, fleet.Now))
        {
            await context.WriteErrorAsync(401, "The token is missing, or is not one of this sandbox.").ConfigureAwait(false);
            return;
        }

        switch (path)
        {
            case "/health":
                context.Response.StatusCode = 204;
                return;
            case "/init":
                context.Response.StatusCode = 204;
                return;
            case "/files":
                await FileTransfer.HandleAsync(context, UserOf(context.Request), run.Sandbox.Files, attached).ConfigureAwait(false);
                return;
            case "/metrics":
                await context.WriteJsonAsync(200, SandboxReply.Json(json => EnvdMetrics.Write(json, run.Sandbox.Measure(), fleet.Now))).ConfigureAwait(false);
                return;
            case "/envs":
                await context.WriteJsonAsync(200, SandboxReply.Json(json => ProcessJson.WriteMap(json, view.Start.Environment))).ConfigureAwait(false);
                return;
            default:
                await CallAsync(context, path, run, attached).ConfigureAwait(false);
                return;
        }
    }

    private async Task CallAsync(HttpContext context, string path, SandboxRun run, CancellationToken attached)
    {
        var call = new ConnectCall(context, UserOf(context.Request), run, attached);
        try
        {
            if (path.StartsWith(ProcessService.Prefix, StringComparison.Ordinal))
            {
                await _processes.HandleAsync(call, path[ProcessService.Prefix.Length..]).ConfigureAwait(false);
            }
            else if (path.StartsWith(FilesystemService.Prefix, StringComparison.Ordinal))
            {
                FileUsers.Require(call.User);
                await _filesystem.HandleAsync(call, path[FilesystemService.Prefix.Length..]).ConfigureAwait(false);
            }
            else
            {
                await context.WriteErrorAsync(404, $"'{context.Request.Method} {path}' is not served by this emulator.").ConfigureAwait(false);
            }
        }
        catch (ConnectException exception)
        {
            await call.FailAsync(exception).ConfigureAwait(false);
        }
        catch (SandboxFileSystemException exception)
        {
            await call.FailAsync(ConnectException.Of(exception)).ConfigureAwait(false);
        }
        catch (SandboxRuntimeException exception)
        {
            await call.FailAsync(new ConnectException("invalid_argument", exception.Message)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await call.FailAsync(new ConnectException("unavailable", "The sandbox was paused or has ended.")).ConfigureAwait(false);
        }
    }

    /// <summary>The user of a query or of Basic authentication; a colon and what follows it is left out.</summary>
    private static string UserOf(HttpRequest request)
    {
        var user = request.Query["username"].ToString();
        var header = request.Headers.Authorization.ToString();
        if (user.Length == 0 && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[header.Length];
            user = Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : string.Empty;
            var colon = user.IndexOf(':', StringComparison.Ordinal);
            user = colon >= 0 ? user[..colon] : user;
        }

        return user.Length > 0 ? user : "user";
    }
}
