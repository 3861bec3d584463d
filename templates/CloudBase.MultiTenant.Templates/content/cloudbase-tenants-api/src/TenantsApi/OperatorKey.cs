using System.Security.Cryptography;
using System.Text;

namespace TenantsApi;

/// <summary>The key that every request about tenants must carry. Replace it by your own sign-in when you have one.</summary>
internal sealed record OperatorKey(string Value)
{
    public const string Header = "X-Operator-Key";

    // The hashes have one length, so the comparison tells nothing about the key, not even how long it is.
    public bool Matches(string? given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(Value)), SHA256.HashData(Encoding.UTF8.GetBytes(given ?? string.Empty)));

    public override string ToString() => "(operator key)";
}

internal sealed class OperatorKeyFilter(OperatorKey key) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        key.Matches(context.HttpContext.Request.Headers[OperatorKey.Header])
            ? await next(context)
            : Results.Problem($"Give the operator's key in the header {OperatorKey.Header}.", statusCode: StatusCodes.Status401Unauthorized);
}

internal static class OperatorKeyExtensions
{
    private const int MinLength = 32;

    public static void AddOperatorKey(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        string? key = configuration["Api:OperatorKey"];
        if (string.IsNullOrEmpty(key) || (!environment.IsDevelopment() && key.Length < MinLength))
        {
            throw new InvalidOperationException(
                $"Api:OperatorKey is missing or shorter than {MinLength} characters: set the environment variable Api__OperatorKey to a random text, such as the output of 'openssl rand -hex 32'.");
        }

        services.AddSingleton(new OperatorKey(key));
    }
}
