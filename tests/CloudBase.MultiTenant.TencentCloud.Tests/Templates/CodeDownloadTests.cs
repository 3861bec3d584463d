using System.Text;
using CloudBase.MultiTenant.TencentCloud.Templates;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>The code of a function is its tenant's: how much there is of it is not known beforehand.</summary>
public sealed class CodeDownloadTests
{
    private const long Longest = 64L * 1024 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Code_LongerThanAHostTakes_IsNotReadToItsEnd(bool isAnnounced)
    {
        using var code = new Zeros(2 * Longest);
        using ClientHost host = new(new Store(code, isAnnounced));

        await FluentActions.Awaiting(() => host.Services.GetRequiredService<CodeDownload>().ReadAsync(EnvironmentId.Parse("abc-1"), "f", CancellationToken.None).AsTask())
            .Should().ThrowAsync<CloudUnavailableException>().WithMessage($"*{Longest}*");

        code.Position.Should().BeLessThan(Longest + (1024 * 1024));
    }

    [Fact]
    public async Task Code_ThatDoesNotCome_IsGivenUp()
    {
        var time = new FakeTimeProvider();
        using var code = new Silence();
        using ClientHost host = new(new Store(code, isAnnounced: false), time);
        Task<IReadOnlyDictionary<string, TemplateFile>> reading = host.Services.GetRequiredService<CodeDownload>().ReadAsync(EnvironmentId.Parse("abc-1"), "f", CancellationToken.None).AsTask();
        await code.IsAwaited.Task.WaitAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(5));

        await FluentActions.Awaiting(() => reading.WaitAsync(TimeSpan.FromMinutes(1))).Should().ThrowAsync<CloudUnavailableException>().WithMessage("*not there in 00:05:00*");
    }

    [Fact]
    public void Trigger_WhoseTimeIsNoText_IsAnother()
    {
        ScfFunctionResponse found = new() { Triggers = [new ScfTrigger("t", "timer", """{"cron":5}""")] };

        FunctionState.HasTrigger(new TemplateTrigger("t", "timer", "0 0 2 * * * *"), found).Should().BeFalse();
    }

    private sealed class Store(Stream code, bool isAnnounced) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host == "code.test")
            {
                var content = new StreamContent(code);
                content.Headers.ContentLength = isAnnounced ? code.Length : null;
                return new HttpResponseMessage { Content = content };
            }

            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage { Content = new StringContent("""{"Response":{"Url":"https://code.test/f.zip","RequestId":"r"}}""", Encoding.UTF8) };
        }
    }

    /// <summary>Code of which nothing comes.</summary>
    private sealed class Silence : MemoryStream
    {
        public TaskCompletionSource IsAwaited { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            IsAwaited.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }

    private sealed class Zeros(long length) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = (int)Math.Min(count, length - _read);
            _read += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
