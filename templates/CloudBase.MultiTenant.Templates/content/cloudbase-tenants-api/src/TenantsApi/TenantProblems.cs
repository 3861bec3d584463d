using System.Globalization;
using CloudBase.MultiTenant;
using Microsoft.AspNetCore.Diagnostics;

namespace TenantsApi;

/// <summary>Tells callers what the library's errors mean for them.</summary>
internal sealed class TenantProblems : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        int? status = exception switch
        {
            ProvisioningPendingException => StatusCodes.Status202Accepted,
            TenantNotFoundException => StatusCodes.Status404NotFound,
            TenantSpecConflictException or TenantStateException or TenantParkedException => StatusCodes.Status409Conflict,
            CredentialUnavailableException => StatusCodes.Status503ServiceUnavailable,
            _ => null,
        };
        if (status is null)
        {
            return false;
        }

        if (exception is ProvisioningPendingException pending)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(pending.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await Results.Problem(exception.Message, statusCode: status).ExecuteAsync(context);
        return true;
    }
}
