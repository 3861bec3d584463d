using System.Net;
using System.Text;

namespace CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

/// <summary>A cloud that answers by script; when the script ends, it answers well.</summary>
internal sealed class ScriptedHandler(params Answer[] script) : HttpMessageHandler
{
    public const string RequestId = "5f1c0d9e-0000-4000-8000-000000000001";

    private int _calls;

    public List<SeenRequest> Seen { get; } = [];

    /// <summary>Gets or sets what a good answer holds besides the request id.</summary>
    public string Result { get; set; } = "\"EnvId\":\"abc-1\"";

    /// <summary>Gets or sets the cloud's clock.</summary>
    public Func<DateTimeOffset>? Date { get; set; }

    /// <summary>Gets what is done when a request with <see cref="Answer.Stalls"/> has arrived.</summary>
    public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Whether an answer of this kind means that the cloud acted.</summary>
    public static bool MayHaveActed(Answer answer) => answer is not (Answer.LostBefore or Answer.Throttled or Answer.Invalid or Answer.Denied or Answer.SignatureExpired);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int call = Interlocked.Increment(ref _calls) - 1;
        Answer answer = call < script.Length ? script[call] : Answer.Good;
        if (answer == Answer.LostBefore)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
        }

        // As a socket does: written out, not buffered for a second time.
        using var body = new MemoryStream();
        await request.Content!.CopyToAsync(body, cancellationToken);
        lock (Seen)
        {
            Seen.Add(new SeenRequest(
                Header(request, "X-TC-Action"), Header(request, "X-TC-Timestamp"), Header(request, "Authorization"), request.Headers.ToString(), Encoding.UTF8.GetString(body.ToArray())));
        }

        return answer switch
        {
            Answer.LostAfter => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely."),
            Answer.ServerError => Text(HttpStatusCode.BadGateway, "<html><body>502 Bad Gateway tokenabcdefghijklmnopqrstuvwxyz0123456789</body></html>"),
            Answer.Html => Text(HttpStatusCode.OK, "<html>sign in to the hotel's network</html>"),
            Answer.WrongJson => Text(HttpStatusCode.OK, """{"Secret":"canary-in-json"}"""),
            Answer.NullResponse => Text(HttpStatusCode.OK, """{"Response":null}"""),
            Answer.Truncated => Text(HttpStatusCode.OK, """{"Response":{"EnvId":"abc-1","Requ"""),
            Answer.Throttled => Error("RequestLimitExceeded", "slow down"),
            Answer.Internal => Error("InternalError.SYS_ERR", "oops"),
            Answer.Failed => Error("FailedOperation", "it failed"),
            Answer.Invalid => Error("InvalidParameterValue", "bad Alias"),
            Answer.Denied => Error("AuthFailure.UnauthorizedOperation", "no tcb:CreateEnv"),
            Answer.SignatureExpired => Error("AuthFailure.SignatureExpire", "expired"),
            Answer.Stalls => await StallAsync(cancellationToken),
            Answer.SlowBody => new HttpResponseMessage { Content = new StreamContent(new StallingStream(Stalled)) },
            _ => Good(),
        };
    }

    private HttpResponseMessage Good() =>
        Text(HttpStatusCode.OK, "{\"Response\":{" + Result + (Result.Length == 0 ? string.Empty : ",") + "\"RequestId\":\"" + RequestId + "\"}}");

    private async Task<HttpResponseMessage> StallAsync(CancellationToken cancellationToken)
    {
        Stalled.TrySetResult();
        await Release.Task.WaitAsync(cancellationToken);
        return Good();
    }

    private HttpResponseMessage Error(string code, string message) =>
        Text(HttpStatusCode.OK, "{\"Response\":{\"RequestId\":\"" + RequestId + "\",\"Error\":{\"Code\":\"" + code + "\",\"Message\":\"" + message + "\"}}}");

    private HttpResponseMessage Text(HttpStatusCode status, string text)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(text) };
        if (Date is not null)
        {
            response.Headers.TryAddWithoutValidation("Date", Date().ToString("r", System.Globalization.CultureInfo.InvariantCulture));
        }

        return response;
    }

    private static string Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : string.Empty;

    private sealed class StallingStream(TaskCompletionSource stalled) : MemoryStream
    {
        /// <summary>Gets false: its length is not known beforehand, and so not announced.</summary>
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            stalled.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
