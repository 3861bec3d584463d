using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>Writes envd's streams by hand: one byte of flags, four of length, JSON.</summary>
internal sealed class Envelopes
{
    // Who waits for a message goes on within the call that sends it.
    private readonly Pipe _pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0));

    public Stream Body => _pipe.Reader.AsStream();

    public static string Start(int pid = 7) => "{\"event\":{\"start\":{\"pid\":" + pid + "}}}";

    public static string Output(string text) => Output(Encoding.UTF8.GetBytes(text));

    public static string Output(byte[] bytes) => Data("stdout", bytes);

    public static string Error(string text) => Data("stderr", Encoding.UTF8.GetBytes(text));

    public static string Ended(int code = 0) => "{\"event\":{\"end\":{\"exitCode\":" + code + ",\"exited\":true,\"status\":\"exit status " + code + "\"}}}";

    public static string Killed(string error = "signal: killed") =>
        "{\"event\":{\"end\":{\"exitCode\":-1,\"exited\":false,\"status\":\"signal: killed\",\"error\":\"" + error + "\"}}}";

    private static string Data(string name, byte[] bytes) => "{\"event\":{\"data\":{\"" + name + "\":\"" + Convert.ToBase64String(bytes) + "\"}}}";

    public static byte[] Pack(string json, byte flags = 0)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        byte[] envelope = new byte[5 + text.Length];
        envelope[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(1), text.Length);
        text.CopyTo(envelope, 5);
        return envelope;
    }

    /// <summary>A whole stream with its proper end.</summary>
    public static Stream Whole(params string[] messages) => new Envelopes().Send(messages).End().Body;

    public Envelopes Send(params string[] messages)
    {
        foreach (string message in messages)
        {
            Raw(Pack(message));
        }

        return this;
    }

    public Envelopes Raw(byte[] bytes)
    {
        _pipe.Writer.Write(bytes);
        _pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
        return this;
    }

    public Envelopes End(string json = "{}")
    {
        Raw(Pack(json, 2));
        _pipe.Writer.Complete();
        return this;
    }

    public Envelopes Cut(Exception? how = null)
    {
        _pipe.Writer.Complete(how);
        return this;
    }
}
