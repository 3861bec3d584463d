using System.Buffers;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>An answer of the cloud, whole. Dispose it: its body is pooled.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class TencentCloudResponse : IDisposable
{
    private readonly int _length;
    private byte[]? _pooled;
    private ReadOnlyMemory<byte> _body;

    /// <summary>Takes an answer whose body is not pooled.</summary>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="date">The cloud's clock when it answered, if it said so.</param>
    /// <param name="body">The body.</param>
    public TencentCloudResponse(int statusCode, DateTimeOffset? date, ReadOnlyMemory<byte> body)
    {
        StatusCode = statusCode;
        Date = date;
        _body = body;
        _length = body.Length;
    }

    internal TencentCloudResponse(int statusCode, DateTimeOffset? date, byte[] pooled, int length)
        : this(statusCode, date, pooled.AsMemory(0, length)) => _pooled = pooled;

    /// <summary>Gets the HTTP status; the cloud answers refusals with 200 too.</summary>
    public int StatusCode { get; }

    /// <summary>Gets the cloud's clock when it answered, if it said so; whole seconds.</summary>
    public DateTimeOffset? Date { get; }

    /// <summary>Gets the body, valid until this is disposed.</summary>
    /// <exception cref="ObjectDisposedException">This is disposed.</exception>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            ObjectDisposedException.ThrowIf(_body.Length != _length, this);
            return _body;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pooled, null) is { } pooled)
        {
            _body = default;

            // An answer may hold a key's plaintext: nobody who rents this array next may read it.
            pooled.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}
