using System.Globalization;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>The format of a data directory: a number, and which emulator wrote it.</summary>
internal static class DataFormat
{
    public const string FileName = "format";
    public const int Version = 1;

    /// <exception cref="InvalidDataException">A newer emulator wrote the directory; nothing was touched.</exception>
    public static void Require(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return;
        }

        var parts = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [var number, ..] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new InvalidDataException($"'{path}' holds no format number. The state is not guessed at: restore the file or choose another directory.");
        }

        if (version > Version)
        {
            throw new InvalidDataException(
                $"The data directory '{directory}' has format {version}, written by emulator {(parts.Length > 1 ? parts[1] : "(unknown)")}; "
                + $"this one, {EmulatorVersion.Text}, reads up to format {Version}. Update the emulator, or choose another directory (--data DIR of the command, DataDirectory in code).");
        }
    }

    public static void Write(string directory) =>
        File.WriteAllText(Path.Combine(directory, FileName), string.Create(CultureInfo.InvariantCulture, $"{Version} {EmulatorVersion.Text}\n"));
}
