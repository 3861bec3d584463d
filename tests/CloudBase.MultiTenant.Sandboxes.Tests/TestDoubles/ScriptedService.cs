using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>A control API and an envd that answer as a test says. Thread-safe.</summary>
internal sealed class ScriptedService : HttpMessageHandler
{
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly ConcurrentDictionary<string, Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>>> _answers = new(StringComparer.Ordinal);

    private readonly Silence _silence = new();
    private int _atWork;

    /// <summary>Gets whether somebody waits for an answer, or for more of one, that no test has given yet.</summary>
    public bool IsSilent => _silence.IsWaitedIn;

    /// <summary>Gets whether a request is on its way, or its answer.</summary>
    public bool IsAtWork => Volatile.Read(ref _atWork) > 0;

    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    public int Count(string method, string path) => _seen.Count(s => s.Method == method && s.Uri.AbsolutePath == path);

    public SeenRequest Last(string path) => _seen.Last(s => s.Uri.AbsolutePath == path);

    public ScriptedService On(string method, string path, Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers[$"{method} {path}"] = answer;
        return this;
    }

    public ScriptedService On(string method, string path, Func<SeenRequest, HttpResponseMessage> answer) => On(method, path, (seen, _) => Task.FromResult(answer(seen)));

    public ScriptedService On(string method, string path, int status, string json = "") => On(method, path, _ => Json(status, json));

    /// <summary>Answers a path one after the other; the last one stays.</summary>
    public ScriptedService InTurn(string method, string path, params Func<SeenRequest, HttpResponseMessage>[] answers)
    {
        int next = -1;
        return On(method, path, seen => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](seen));
    }

    public static HttpResponseMessage Json(int status, string json) => new((HttpStatusCode)status)
    {
        Content = json.Length == 0 ? new ByteArrayContent([]) : new StringContent(json, Encoding.UTF8, "application/json"),
    };

    public static HttpResponseMessage Throttled(int seconds)
    {
        HttpResponseMessage answer = Json(429, """{"code":429,"message":"slow down"}""");
        answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    }

    public static HttpResponseMessage Stream(Stream body) => new(HttpStatusCode.OK) { Content = new HeardContent(body) };

    public static HttpResponseMessage Lost() => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");

    public static HttpResponseMessage Unsent() => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _atWork);
        try
        {
            return await AnswerAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _atWork);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Dictionary<string, string> headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        SeenRequest seen = new(request.Method.Method, request.RequestUri!, headers, body);
        _seen.Enqueue(seen);
        HttpResponseMessage response = _answers.TryGetValue($"{seen.Method} {seen.Uri.AbsolutePath}", out Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>>? answer)
            ? await _silence.WaitAsync(answer(seen, cancellationToken), cancellationToken)
            : Json(404, string.Empty);
        (response.Content as HeardContent)?.Hear(_silence);
        return response;
    }
}
