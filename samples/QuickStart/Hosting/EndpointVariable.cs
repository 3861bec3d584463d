namespace QuickStart.Hosting;

/// <summary>An environment variable that names a running emulator, as UseEmulator() reads it: that cloud outlives this process and may have other hosts, as with --endpoint.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">What it says.</param>
internal sealed record EndpointVariable(string Name, string Value)
{
    private static readonly string[] Names = ["CloudBase__Emulator__Endpoint", "CLOUDBASE_EMULATOR_ENDPOINT"];

    /// <summary>Gets the address; null where it is none, which the library's own check of settings then says.</summary>
    internal Uri? Address => Uri.TryCreate(Value, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "http" or "https" } ? uri : null;

    /// <summary>Returns the one that counts; null where neither is set.</summary>
    internal static EndpointVariable? Find() =>
        Names.Select(name => new EndpointVariable(name, Environment.GetEnvironmentVariable(name) ?? string.Empty)).FirstOrDefault(v => v.Value.Length > 0);
}
