using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;

/// <summary>An error of the Connect protocol: a code of its own list, and a message.</summary>
internal sealed class ConnectException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>The HTTP status of a unary answer.</summary>
    public int Status => Code switch
    {
        "invalid_argument" or "failed_precondition" or "out_of_range" => 400,
        "unauthenticated" => 401,
        "permission_denied" => 403,
        "not_found" => 404,
        "already_exists" or "aborted" => 409,
        "resource_exhausted" => 429,
        "canceled" => 499,
        "unimplemented" => 501,
        "unavailable" => 503,
        "deadline_exceeded" => 504,
        _ => 500,
    };

    public static ConnectException Of(SandboxFileSystemException exception) => new(
        exception.Error switch
        {
            SandboxFileError.NotFound => "not_found",
            SandboxFileError.AlreadyExists => "already_exists",
            SandboxFileError.PermissionDenied => "permission_denied",
            SandboxFileError.NoSpace => "resource_exhausted",
            SandboxFileError.NotADirectory or SandboxFileError.IsADirectory or SandboxFileError.Invalid => "invalid_argument",
            _ => "internal",
        },
        exception.Message);
}
