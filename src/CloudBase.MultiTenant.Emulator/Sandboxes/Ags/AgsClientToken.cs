using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>What makes a repeated call the same call.</summary>
internal static class AgsClientToken
{
    public static string? Of(Arguments arguments) => arguments.Text("ClientToken") is not { Length: > 0 } token ? null
        : token.Length <= 64 ? token : throw CloudErrorException.InvalidValue("ClientToken", token, "it may have 64 characters");
}
