using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>The fleet's refusals as ags words them.</summary>
internal static class AgsErrors
{
    public static TResult Worded<TResult>(Func<TResult> call)
    {
        try
        {
            return call();
        }
        catch (FleetException exception)
        {
            throw new CloudErrorException(
                exception.Error switch
                {
                    FleetError.NotFound => "ResourceNotFound.SandboxInstance",
                    FleetError.Conflict => "UnsupportedOperation.SandboxInstance",
                    FleetError.LimitExceeded => "LimitExceeded.SandboxInstance",
                    FleetError.Invalid => "InvalidParameterValue",
                    _ => "FailedOperation.DependencyUnavailable",
                },
                exception.Message);
        }
    }
}
