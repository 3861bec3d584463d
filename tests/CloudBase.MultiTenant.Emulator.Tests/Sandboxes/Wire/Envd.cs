using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>Speaks to one sandbox by hand: the Connect protocol written for the tests, apart from emulator and clients.</summary>
internal sealed class Envd : IDisposable
{
    private readonly HttpClient _http;

    public Envd(CloudBaseEmulator emulator, string id, string? token)
        : this(emulator.Endpoint, id, token)
    {
    }

    public Envd(Uri endpoint, string id, string? token)
    {
        _http = new HttpClient { BaseAddress = endpoint };
        _http.DefaultRequestHeaders.Add("E2b-Sandbox-Id", id);
        _http.DefaultRequestHeaders.Add("E2b-Sandbox-Port", "49983");
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Add("X-Access-Token", token);
        }
    }

    public static byte[] Envelope(string json, byte flags = 0) => Envelope(Encoding.UTF8.GetBytes(json), flags);

    public static byte[] Envelope(byte[] message, byte flags = 0)
    {
        var envelope = new byte[message.Length + 5];
        envelope[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(1), message.Length);
        message.CopyTo(envelope, 5);
        return envelope;
    }

    public static string Command(string command, bool stdin = false) => JsonSerializer.Serialize(
        new { process = new { cmd = "/bin/bash", args = new[] { "-c", command } }, stdin });

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    public async Task<(int Status, JsonElement Body)> CallAsync(string method, string json)
    {
        using var reply = await _http.PostAsync(method, SandboxMachine.Json(json));
        return ((int)reply.StatusCode, Parse(await reply.Content.ReadAsByteArrayAsync()));
    }

    public Task<HttpResponseMessage> OpenAsync(string method, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, method) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return SendAsync(request);
    }

    /// <summary>Every message of a stream and its end, which must be there.</summary>
    public async Task<(List<JsonElement> Messages, JsonElement End)> StreamAsync(string method, string json, params (string Name, string Value)[] headers)
    {
        using var reply = await OpenAsync(method, Envelope(json), headers);
        return await ReadAsync(reply);
    }

    public static async Task<(List<JsonElement> Messages, JsonElement End)> ReadAsync(HttpResponseMessage reply)
    {
        ((int)reply.StatusCode).Should().Be(200);
        await using var body = await reply.Content.ReadAsStreamAsync();
        List<JsonElement> messages = [];
        while (true)
        {
            var (flags, message) = await ReadOneAsync(body);
            if (flags == 2)
            {
                return (messages, message);
            }

            messages.Add(message);
        }
    }

    public static async Task<(byte Flags, JsonElement Message)> ReadOneAsync(Stream body)
    {
        var head = new byte[5];
        await body.ReadExactlyAsync(head);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
        await body.ReadExactlyAsync(message);
        return (head[0], Parse(message));
    }

    /// <summary>Runs a command to its end: what it wrote and its exit code.</summary>
    public async Task<(string Output, int ExitCode)> RunAsync(string command)
    {
        var (messages, end) = await StreamAsync("/process.Process/Start", Command(command));
        end.TryGetProperty("error", out var error).Should().BeFalse("{0}", error);
        var output = string.Concat(messages.Select(message => message.GetProperty("event")).Where(happened => happened.TryGetProperty("data", out _))
            .Select(happened => Encoding.UTF8.GetString(happened.GetProperty("data").EnumerateObject().First().Value.GetBytesFromBase64())));
        return (output, messages[^1].GetProperty("event").GetProperty("end").GetProperty("exitCode").GetInt32());
    }

    public void Dispose() => _http.Dispose();

    private static JsonElement Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json.Length == 0 ? "{}"u8.ToArray() : json);
        return document.RootElement.Clone();
    }
}
