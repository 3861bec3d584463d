using System.Text;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What a person reads when the emulator is ready.</summary>
internal static class FirstScreen
{
    public const string Ready = "Ready. It is safe to connect.";

    public static string Write(CloudBaseEmulator emulator, CloudBaseEmulatorOptions options, ConnectionSettings settings, IReadOnlyList<string> sandboxes, TimeSpan sinceStart)
    {
        var clock = (emulator.TimeProvider as EmulatorClock)?.Advanced is { } advanced && advanced > TimeSpan.Zero
            ? $"advanced by {advanced:c}, now {emulator.TimeProvider.GetUtcNow():u}"
            : "the system's; advance it: curl -d '{\"advance\":\"02:00:00\"}' " + settings.Endpoint + "/_emulator/clock";
        var isOwnApiKey = emulator.SandboxApiKey == CloudBaseEmulatorOptions.DefaultSandboxApiKey;
        var isOwn = emulator.SecretKey.StartsWith(CloudBaseEmulatorOptions.KeyPrefix, StringComparison.Ordinal);
        var text = new StringBuilder()
            .Append($"CloudBase emulator {EmulatorVersion.Text}  ready in {sinceStart.TotalMilliseconds:F0} ms\n")
            .Append($"  Endpoint    {settings.Endpoint}\n")
            .Append($"  Page        {settings.Endpoint}{ControlEndpoints.Prefix}\n")
            .Append($"  Clock       {clock}\n")
            .Append($"  SecretId    {emulator.SecretId}\n")
            .Append($"  SecretKey   {(isOwn ? emulator.SecretKey + "   (of no use in the real cloud)" : "as given with --secret-key")}\n")
            .Append($"  Account     UIN {emulator.AccountUin}, APPID {emulator.AppId}, management environment {emulator.ManagementEnvironmentId}\n")
            .Append($"  Data        {(options.DataDirectory is { } directory ? Path.GetFullPath(directory) : "in memory; --data DIR keeps it")}\n")
            .Append($"  Sandboxes   {sandboxes[0]}\n");
        foreach (var note in sandboxes.Skip(1))
        {
            text.Append($"              {note}\n");
        }

        text.Append('\n')
            .Append("Paste into appsettings.Development.json of a host with UseEmulator():\n")
            .Append("  \"CloudBase\": { \"Emulator\": ").Append(Section(emulator, settings.Endpoint, isOwn)).Append(" }\n")
            .Append("or into the environment of a host with UseTencentCloud(), and of Tencent Cloud's own clients:\n");
        foreach (var (name, value) in settings.Environment)
        {
            text.Append($"  {name}={((value == emulator.SecretKey && !isOwn) || (value == emulator.SandboxApiKey && !isOwnApiKey) ? "..." : value)}\n");
        }

        return text.Append('\n').Append(Ready).ToString();
    }

    private static string Section(CloudBaseEmulator emulator, string endpoint, bool isOwn)
    {
        var keys = new StringBuilder($"{{ \"Endpoint\": \"{endpoint}\"");
        if (emulator.SecretId != CloudBaseEmulatorOptions.DefaultSecretId || emulator.SecretKey != CloudBaseEmulatorOptions.DefaultSecretKey)
        {
            keys.Append($", \"SecretId\": \"{emulator.SecretId}\", \"SecretKey\": \"{(isOwn ? emulator.SecretKey : "...")}\"");
        }

        if (emulator.ManagementEnvironmentId != CloudBaseEmulatorOptions.DefaultManagementEnvironmentId)
        {
            keys.Append($", \"ManagementEnvironment\": \"{emulator.ManagementEnvironmentId}\"");
        }

        return keys.Append(" }").ToString();
    }
}
