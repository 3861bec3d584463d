using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Writes and reads the manifest in a snapshot.</summary>
internal static class ManifestFile
{
    public static byte[] Write(SandboxManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJsonContext.Default.SandboxManifest);

    /// <summary>Returns null for what is no manifest.</summary>
    public static SandboxManifest? Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ManifestJsonContext.Default.SandboxManifest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SandboxManifest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
