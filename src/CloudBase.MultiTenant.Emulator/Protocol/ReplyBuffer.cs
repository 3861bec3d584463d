using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>A reusable output buffer and its JSON writer, rented from a pool that belongs to one emulator.</summary>
internal sealed class ReplyBuffer
{
    private const int MaxKept = 64;
    private const int MaxKeptBytes = 256 * 1024;
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Pool _pool;

    private ReplyBuffer(Pool pool)
    {
        _pool = pool;
        Json = new Utf8JsonWriter(_bytes, WriterOptions);
    }

    public Utf8JsonWriter Json { get; }

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Reset()
    {
        _bytes.ResetWrittenCount();
        Json.Reset(_bytes);
    }

    public void Return()
    {
        if (_bytes.Capacity <= MaxKeptBytes)
        {
            _pool.Keep(this);
        }
    }

    internal sealed class Pool
    {
        private readonly ConcurrentQueue<ReplyBuffer> _free = new();

        public ReplyBuffer Rent()
        {
            if (!_free.TryDequeue(out var buffer))
            {
                return new ReplyBuffer(this);
            }

            buffer.Reset();
            return buffer;
        }

        internal void Keep(ReplyBuffer buffer)
        {
            if (_free.Count < MaxKept)
            {
                _free.Enqueue(buffer);
            }
        }
    }
}
