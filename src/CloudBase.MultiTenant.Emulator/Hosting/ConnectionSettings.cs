using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What a client must be told to use an emulator: as environment variables, and as configuration.</summary>
internal sealed class ConnectionSettings(CloudBaseEmulator emulator, string region)
{
    /// <summary>The variable that a host with <c>UseEmulator()</c> takes its endpoint from.</summary>
    public const string EndpointVariable = "CLOUDBASE_EMULATOR_ENDPOINT";

    public string Endpoint { get; } = emulator.Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>The variables that it takes the keys from, where they are not the fixed ones.</summary>
    public const string SecretIdVariable = "CLOUDBASE_EMULATOR_SECRETID";

    /// <inheritdoc cref="SecretIdVariable"/>
    public const string SecretKeyVariable = "CLOUDBASE_EMULATOR_SECRETKEY";

    private bool HasFixedKeys => emulator.SecretId == CloudBaseEmulatorOptions.DefaultSecretId && emulator.SecretKey == CloudBaseEmulatorOptions.DefaultSecretKey;

    /// <summary>For Tencent Cloud's own clients, for E2B's, for a host with UseTencentCloud() and for one with UseEmulator(). No key of the latter two is unknown to the other.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment =>
    [
        new("TENCENTCLOUD_SECRETID", emulator.SecretId),
        new("TENCENTCLOUD_SECRETKEY", emulator.SecretKey),
        new("TENCENTCLOUD_REGION", region),
        new(EndpointVariable, Endpoint),
        .. HasFixedKeys ? [] : new KeyValuePair<string, string>[] { new(SecretIdVariable, emulator.SecretId), new(SecretKeyVariable, emulator.SecretKey) },
        new("E2B_API_URL", Endpoint),
        new("E2B_SANDBOX_URL", Endpoint),
        new("E2B_API_KEY", emulator.SandboxApiKey),
        new("CloudBase__ManagementEnvironment", emulator.ManagementEnvironmentId),
        new("CloudBase__TencentCloud__Endpoint", Endpoint),
        new("CloudBase__TencentCloud__SecretId", emulator.SecretId),
        new("CloudBase__TencentCloud__SecretKey", emulator.SecretKey),
        new("CloudBase__TencentCloud__Region", region),
    ];

    /// <summary>What must not be inherited by a client of the emulator: tokens and keys of others.</summary>
    public static IReadOnlyList<string> Foreign { get; } =
        ["TENCENTCLOUD_SESSIONTOKEN", "TENCENTCLOUD_TOKEN", "CloudBase__TencentCloud__SessionToken", SecretIdVariable, SecretKeyVariable];

    public string ToLines() => string.Concat(Environment.Select(pair => $"{pair.Key}={pair.Value}\n"));

    public string ToJson()
    {
        var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("endpoint", Endpoint);
            json.WriteString("page", Endpoint + ControlEndpoints.Prefix);
            json.WriteString("secretId", emulator.SecretId);
            json.WriteString("secretKey", emulator.SecretKey);
            json.WriteString("region", region);
            json.WriteString("managementEnvironment", emulator.ManagementEnvironmentId);
            json.WriteStartObject("environment");
            foreach (var (name, value) in Environment)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteStartObject("appsettings");
            json.WriteStartObject("CloudBase");
            json.WriteString("ManagementEnvironment", emulator.ManagementEnvironmentId);
            json.WriteStartObject("TencentCloud");
            json.WriteString(nameof(Endpoint), Endpoint);
            json.WriteString("SecretId", emulator.SecretId);
            json.WriteString("SecretKey", emulator.SecretKey);
            json.WriteString("Region", region);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(output.ToArray()) + "\n";
    }
}
