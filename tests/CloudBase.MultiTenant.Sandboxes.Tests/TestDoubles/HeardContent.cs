namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>A stream as the body of an answer, of which is known when its next piece is waited for.</summary>
internal sealed class HeardContent : StreamContent
{
    private readonly HeardStream _stream;

    public HeardContent(Stream body)
        : this(new HeardStream(body))
    {
    }

    private HeardContent(HeardStream stream)
        : base(stream) => _stream = stream;

    public void Hear(Silence silence) => _stream.Silence = silence;

    private sealed class HeardStream(Stream inner) : Stream
    {
        public Silence Silence { get; set; } = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Silence.WaitAsync(inner.ReadAsync(buffer, cancellationToken).AsTask(), cancellationToken));

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
