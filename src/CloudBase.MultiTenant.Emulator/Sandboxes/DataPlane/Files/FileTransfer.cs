using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary><c>/files</c>: whole files, down and up, in constant memory.</summary>
internal static class FileTransfer
{
    public static async Task HandleAsync(HttpContext context, string user, ISandboxFileSystem files, CancellationToken attached)
    {
        try
        {
            if (!FileUsers.Has(user))
            {
                await context.WriteErrorAsync(401, FileUsers.Refusal(user)).ConfigureAwait(false);
            }
            else if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            {
                await FileDownload.SendAsync(context, files, attached).ConfigureAwait(false);
            }
            else if (HttpMethods.IsPost(context.Request.Method))
            {
                await FileUpload.ReceiveAsync(context, files, attached).ConfigureAwait(false);
            }
            else
            {
                await context.WriteErrorAsync(405, $"'{context.Request.Method} /files' is not served; send GET or POST.").ConfigureAwait(false);
            }
        }
        catch (SandboxFileSystemException exception) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(StatusOf(exception.Error), exception.Message).ConfigureAwait(false);
        }
        catch (ConnectException exception) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(exception.Status, exception.Message).ConfigureAwait(false);
        }
        catch (InvalidDataException exception) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(400, $"The body is not what its headers say: {exception.Message}").ConfigureAwait(false);
        }
    }

    private static int StatusOf(SandboxFileError error) => error switch
    {
        SandboxFileError.NotFound => 404,
        SandboxFileError.PermissionDenied => 403,
        SandboxFileError.NoSpace => 507,
        SandboxFileError.AlreadyExists => 409,
        SandboxFileError.Other => 500,
        _ => 400,
    };
}
