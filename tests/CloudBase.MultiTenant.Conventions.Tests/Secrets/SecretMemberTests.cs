using System.Reflection;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Secrets;

/// <summary>What is called a secret is one by type.</summary>
public sealed partial class SecretMemberTests
{
    // Texts whose names sound like secrets and are none, each with its reason.
    private static readonly Dictionary<string, string> s_harmless = new(StringComparer.Ordinal)
    {
        ["CloudBase.MultiTenant.CamAccessKey.SecretId"] = "the public half, which the cloud shows",
        ["CloudBase.MultiTenant.PlatformCredential.SecretId"] = "the public half, which the cloud shows",
        ["CloudBase.MultiTenant.Development.EmulatorOptions.SecretId"] = "the public half, which the cloud shows",
        ["CloudBase.MultiTenant.TencentCloud.TencentCloudOptions.SecretId"] = "the public half, which the cloud shows",
        ["CloudBase.MultiTenant.TencentCloud.TencentCloudCredential.SecretId"] = "the public half, which the cloud shows",
        ["CloudBase.MultiTenant.TencentCloud.Policies.PolicyCondition.Key"] = "the name of a condition",
        ["CloudBase.MultiTenant.ISandboxLease.CredentialFile"] = "where the file is, which only its user can read",
        ["CloudBase.MultiTenant.ProvisioningOptions.TagKey"] = "the name of a tag",
        ["CloudBase.MultiTenant.Ports.ApiKeySlot.KeyId"] = "an id that the cloud shows",
        ["CloudBase.MultiTenant.Ports.ApiKeySlot.KeyName"] = "a name that the cloud shows",
        ["CloudBase.MultiTenant.Ports.ApiKeySlot.ProtectedKey"] = "protected text, of no use without the protector",
        ["CloudBase.MultiTenant.Ports.EnvironmentApiKey.KeyId"] = "an id that the cloud shows",
        ["CloudBase.MultiTenant.Ports.IssuedApiKey.KeyId"] = "an id that the cloud shows",
        ["CloudBase.MultiTenant.Ports.EnvironmentMarker.Key"] = "the name of a tag",
        ["CloudBase.MultiTenant.Ports.StoreIdentity.MarkerKey"] = "keys a hash in tags, opens nothing, and must be readable by every host of the store",
    };

    private static readonly MemberInfo[] s_suspects =
    [
        .. Repository.Assemblies.SelectMany(Repository.PublicTypes)
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => (m as PropertyInfo)?.PropertyType == typeof(string) || (m as FieldInfo)?.FieldType == typeof(string))
            .Where(m => Suspicious().IsMatch(m.Name)),
    ];

    [Fact]
    public void Texts_NamedLikeSecrets_AreSecretStringsOrHarmless() =>
        s_suspects.Select(NameOf).Except(s_harmless.Keys, StringComparer.Ordinal).Where(n => !IsEmulators(n)).ShouldBeNone();

    [Fact]
    public void HarmlessOnes_AreStillThere() =>
        s_harmless.Keys.Should().BeSubsetOf(s_suspects.Select(NameOf));

    // The emulator's keys open nothing but the emulator, and it knows no type of ours.
    private static bool IsEmulators(string name) => name.StartsWith("CloudBase.MultiTenant.Emulator.", StringComparison.Ordinal);

    private static string NameOf(MemberInfo member) => $"{member.DeclaringType!.FullName}.{member.Name}";

    [GeneratedRegex("Secret|Token|Key|Password|Credential", RegexOptions.CultureInvariant)]
    private static partial Regex Suspicious();
}
