using System.Collections.Immutable;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>One answer; <see cref="Abort"/> means that the connection is cut instead of answered.</summary>
internal sealed class CloudReply : IDisposable
{
    private ReplyBuffer? _buffer;

    public static CloudReply Aborted { get; } = new() { Abort = true };

    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/json";

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Headers beyond type, length and date.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    public bool Abort { get; init; }

    /// <summary>Completes when everything this answer tells of is on disk.</summary>
    public Task Durable { get; init; } = Task.CompletedTask;

    public static CloudReply Take(ReplyBuffer buffer, int status = 200, Task? durable = null) => new()
    {
        Status = status,
        Body = buffer.Written,
        Durable = durable ?? Task.CompletedTask,
        _buffer = buffer,
    };

    public void Dispose() => Interlocked.Exchange(ref _buffer, null)?.Return();
}
