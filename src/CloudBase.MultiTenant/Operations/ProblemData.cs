using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Writes a problem, and the cloud's error behind it, into the journal, and makes the typed error again on any host.</summary>
internal static class ProblemData
{
    public const string Code = "code";

    private const string Kind = "error";
    private const string Service = "service";
    private const string Action = "action";
    private const string CloudCode = "cloudCode";
    private const string RequestId = "requestId";
    private const string Limit = "limit";

    public static StepData Write(OperationProblem problem, CloudCallException? cause)
    {
        StepData data = StepData.Empty.With(Code, problem.Code);
        return cause is null ? data : data
            .With(Kind, KindOf(cause))
            .With(Service, cause.Service)
            .With(Action, cause.Action)
            .With(CloudCode, cause.Code)
            .With(RequestId, cause.RequestId)
            .With(Limit, (cause as CloudLimitExceededException)?.Limit);
    }

    /// <summary>Makes the error that a waiting caller gets, or returns null when the cloud was not the reason.</summary>
    public static CloudCallException? Read(StepData data, string message, Exception inner)
    {
        if (data.Find(Kind) is not { } kind)
        {
            return null;
        }

        var details = new CloudErrorDetails
        {
            Service = data[Service], Action = data[Action], Code = data[CloudCode], RequestId = data.Find(RequestId), Effect = CloudEffect.None,
        };
        return kind switch
        {
            "payment" => new CloudPaymentException(message, details, inner),
            "sold-out" => new CloudSoldOutException(message, details, inner),
            "limit" => new CloudLimitExceededException(message, details, data.Find(Limit) ?? details.Code, null, null, inner),
            "invalid" => new CloudInvalidRequestException(message, details, inner),
            "denied" => new CloudAccessDeniedException(message, details, inner),
            "credential" => new CloudCredentialRejectedException(message, details, inner),
            "not-found" => new CloudNotFoundException(message, details, inner),
            "conflict" => new CloudConflictException(message, details, inner),
            _ => new CloudCallException(message, details, inner),
        };
    }

    private static string KindOf(CloudCallException cause) => cause switch
    {
        CloudPaymentException => "payment",
        CloudSoldOutException => "sold-out",
        CloudLimitExceededException => "limit",
        CloudInvalidRequestException => "invalid",
        CloudAccessDeniedException => "denied",
        CloudCredentialRejectedException => "credential",
        CloudNotFoundException => "not-found",
        CloudConflictException => "conflict",
        _ => "other",
    };
}
