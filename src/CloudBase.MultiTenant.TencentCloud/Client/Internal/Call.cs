using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Polly.Timeout;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>One call over all its attempts. Not thread-safe: attempts follow one another.</summary>
internal abstract class Call(TencentCloudAction action) : IDisposable
{
    private PooledBuffer? _body;

    public TencentCloudAction Action { get; } = action;

    public required TencentCloudCredential Credential { get; init; }

    public string? Region { get; init; }

    /// <summary>Gets the timestamp at which the call began: its whole time counts from there.</summary>
    public required long Started { get; init; }

    /// <summary>Gets the time of the one signature of a call that is made once; null where each attempt is signed anew.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    public Activity? Activity { get; init; }

    public int Attempts { get; set; }

    /// <summary>Gets or sets whether an attempt so far may have had its effect: a later refusal does not undo that.</summary>
    public bool MayHaveWorked { get; set; }

    public CloudCallException? LastError { get; set; }

    /// <summary>Gets or sets the time-out of the last attempt that had one, to be told from that of the whole call.</summary>
    public TimeoutRejectedException? LastTimeout { get; set; }

    public string? RequestId { get; set; }

    public ReadOnlyMemory<byte> Body => _body!.Written;

    public void Dispose()
    {
        _body?.Dispose();
        _body = null;
    }

    /// <summary>Reads the object that the reader stands at.</summary>
    public abstract object? Read(ref Utf8JsonReader reader);

    /// <summary>Reads the object that is all of this JSON.</summary>
    public abstract object? Read(ReadOnlySpan<byte> json);

    protected void Write<TRequest>(TRequest request, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TRequest> typeInfo)
    {
        _body = new PooledBuffer();

        // The official clients leave all but quotes, backslashes and control characters unescaped.
        using var writer = new Utf8JsonWriter(_body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        JsonSerializer.Serialize(writer, request, typeInfo);
        writer.Flush();
    }
}

/// <summary>A call with the shapes of its request and answer.</summary>
internal sealed class Call<TRequest, TResponse> : Call
{
    private readonly TencentCloudAction<TRequest, TResponse> _action;

    public Call(TencentCloudAction<TRequest, TResponse> action, TRequest request)
        : base(action)
    {
        _action = action;
        Write(request, action.Request);
    }

    public override object? Read(ref Utf8JsonReader reader) => JsonSerializer.Deserialize(ref reader, _action.Response);

    public override object? Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, _action.Response);
}
