using System.Buffers.Binary;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>What statx says of a file. Its layout is the same on every processor.</summary>
internal readonly record struct FileStatus(uint UserId, uint GroupId, int Mode, long Size, long Blocks, DateTimeOffset ModifiedAt)
{
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const int AtWorkingDirectory = -100;
    private const uint Basic = 0x7ff;

    public bool IsDirectory => (Mode & 0xf000) == 0x4000;

    public bool IsFile => (Mode & 0xf000) == 0x8000;

    public bool IsLink => (Mode & 0xf000) == 0xa000;

    public static FileStatus Of(string path) => Read(AtWorkingDirectory, path, NoFollow) ?? throw new IOException($"{path}: {Libc.LastError()}");

    public static FileStatus Of(int descriptor) => Read(descriptor, string.Empty, EmptyPath) ?? throw new IOException(Libc.LastError());

    /// <summary>Null, and the error set, where there is nothing.</summary>
    public static FileStatus? In(int directory, string name) => Read(directory, name, NoFollow);

    private static FileStatus? Read(int directory, string path, int flags)
    {
        byte[] status = new byte[256];
        if (Libc.Statx(directory, Libc.Text(path), flags, Basic, status) != 0)
        {
            return null;
        }

        long seconds = BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(112));
        uint nanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(120));
        seconds = Math.Clamp(seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return new FileStatus(
            BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(20)),
            BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(24)),
            BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28)),
            BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(40)),
            BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(48)),
            DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100));
    }
}
