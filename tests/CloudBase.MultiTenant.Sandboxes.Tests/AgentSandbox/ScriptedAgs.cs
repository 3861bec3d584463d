using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.TencentCloud;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

/// <summary>ags by script: an action takes its next answer, and keeps the last one.</summary>
internal sealed class ScriptedAgs : ITencentCloudTransport
{
    private readonly ConcurrentDictionary<string, Queue<Func<JsonElement, string>>> _answers = new(StringComparer.Ordinal);

    public ConcurrentQueue<(string Action, JsonElement Body)> Sent { get; } = new();

    /// <summary>Gets or sets what every call waits for before it is answered.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public ScriptedAgs On(string action, params string[] answers) => On(action, [.. answers.Select(a => (Func<JsonElement, string>)(_ => a))]);

    public ScriptedAgs On(string action, params Func<JsonElement, string>[] answers)
    {
        _answers[action] = new(answers);
        return this;
    }

    public JsonElement[] BodiesOf(string action) => [.. Sent.Where(s => s.Action == action).Select(s => s.Body)];

    public int Count(string action) => Sent.Count(s => s.Action == action);

    public async ValueTask<TencentCloudResponse> SendAsync(TencentCloudRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await Held;
        JsonElement body = JsonDocument.Parse(request.Body.ToArray()).RootElement; // The buffer is pooled, and cleared.
        Sent.Enqueue((request.Action, body));
        Func<JsonElement, string> answer;
        Queue<Func<JsonElement, string>> queue = _answers.TryGetValue(request.Action, out var found) ? found : throw new InvalidOperationException($"Nobody scripted {request.Action}.");
        lock (queue)
        {
            answer = queue.Count > 1 ? queue.Dequeue() : queue.Peek();
        }

        return new TencentCloudResponse(200, null, Encoding.UTF8.GetBytes($$$"""{"Response":{"RequestId":"r-1"{{{answer(body)}}}}}"""));
    }

    public static string Error(string code) => $$""","Error":{"Code":"{{code}}","Message":"no"}""";

    public static string Instance(string id, string status, string more = "") => $$$"""{"InstanceId":"{{{id}}}","ToolId":"sdt-1","ToolName":"node","Status":"{{{status}}}"{{{more}}}}""";

    public static string Started(string id, string status, string more = "") => $$""","Instance":{{Instance(id, status, more)}}""";

    public static string Listed(params string[] instances) => $$""","InstanceSet":[{{string.Join(',', instances)}}],"TotalCount":{{instances.Length}}""";
}
