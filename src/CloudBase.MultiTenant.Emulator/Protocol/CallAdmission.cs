using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Actions;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>What a call must pass before it is carried out: signature, action, rate, region, form.</summary>
internal sealed class CallAdmission(CloudBaseEmulatorOptions options, Authenticator authenticator)
{
    public const int MaxBodyBytes = 10 * 1024 * 1024;
    private static readonly string[] Regions = ["ap-shanghai", "ap-singapore"];
    private readonly RateLimiter _rates = new();

    public void Forget()
    {
        _rates.Clear();
        authenticator.Signatures.Forget();
    }

    public AdmittedCall Admit(CloudRequest request, string requestId, DateTimeOffset serverTime, DateTimeOffset callerTime)
    {
        if (request.Body.Length > MaxBodyBytes)
        {
            throw new CloudErrorException("RequestSizeLimitExceeded", $"The request has {request.Body.Length} bytes and may have {MaxBodyBytes}.");
        }

        var action = request.Header("X-TC-Action");
        var version = request.Header("X-TC-Version");
        var signer = authenticator.Authenticate(request, serverTime, callerTime);
        if (action.Length == 0)
        {
            throw CloudErrorException.Missing("X-TC-Action");
        }

        if (version.Length == 0)
        {
            throw CloudErrorException.Missing("X-TC-Version");
        }

        var definition = Find(request.HostName, version, action);
        if (!options.NoLimits)
        {
            var rate = options.RatesPerSecond.TryGetValue(definition.FullName, out var given) ? given : definition.RatePerSecond;
            if (!_rates.TryTake(definition.FullName, rate, serverTime))
            {
                throw new CloudErrorException("RequestLimitExceeded", $"{action} is called more than {rate} times a second; wait and try again.");
            }
        }

        return new AdmittedCall(definition, signer, Region(request, definition), ReadArguments(request, definition), requestId) { Host = request.Host };
    }

    private static ActionDefinition Find(string hostName, string version, string action)
    {
        var service = ActionCatalog.ServiceOf(hostName, version, action);
        if (service is null)
        {
            throw new CloudErrorException("NoSuchVersion", $"No service of this emulator has the version `{version}`; the action was `{action}`.");
        }

        if (ActionCatalog.IsServed(service) && !ActionCatalog.HasVersion(service, version))
        {
            throw new CloudErrorException("NoSuchVersion", $"The service `{service}` has no version `{version}`; the action was `{action}`.");
        }

        return ActionCatalog.Find(service, action)
            ?? throw new CloudErrorException("InvalidAction", $"The action `{action}` of `{service}` is not served by this emulator.");
    }

    private string Region(CloudRequest request, ActionDefinition definition)
    {
        var region = request.Header("X-TC-Region");
        if (region.Length == 0)
        {
            return definition.NeedsRegion ? throw CloudErrorException.Missing("X-TC-Region") : options.Region;
        }

        var isServed = definition.Service != "tcb" || Regions.Contains(region) || region == options.Region
            || (region == "ap-guangzhou" && options.GuangzhouWhitelisted);
        return isServed
            ? region
            : throw new CloudErrorException("UnsupportedRegion", $"The region `{region}` is not one of {string.Join(", ", Regions)}.");
    }

    private static JsonDocument ReadArguments(CloudRequest request, ActionDefinition definition)
    {
        ReadOnlyMemory<byte> json;
        if (request.Method == "GET")
        {
            json = QueryArguments.ToJson(request.Query, definition.Parameters);
        }
        else if (request.Header("Content-Type").StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            json = request.Body.Length == 0 ? "{}"u8.ToArray() : request.Body;
        }
        else
        {
            throw new CloudErrorException("UnsupportedProtocol", $"The content type `{request.Header("Content-Type")}` is not served; send application/json.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new CloudErrorException("InvalidParameter", $"The body is not JSON: {exception.Message}");
        }

        try
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new CloudErrorException("InvalidParameter", "The body must be a JSON object.");
            }

            definition.Parameters.Check(document.RootElement);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }
}
