using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>Shorthand for the definitions of ags actions, and the published types they take.</summary>
internal static class AgsParameters
{
    /// <summary>The published rate of StartSandboxInstance; no other is published, so it stands for all.</summary>
    private const int RatePerSecond = 20;

    private static readonly Dictionary<string, ParameterSchema> s_types = ReadTypes(
        ("AgentBucketStorageSource", "LibraryId string; SpaceId string; AccessDomain string"),
        ("CLSConfig", "TopicId string"),
        ("CfsStorageSource", "FileSystemId string; Path string"),
        ("CosStorageSource", "Endpoint string; BucketName string; BucketPath string"),
        ("DNSConfig", "Servers string[] !; Searches string[]; Options string[]"),
        ("EnvVar", "Name string; Value string"),
        ("Filter", "Name string; Values string[]"),
        ("HttpGetAction", "Path string; Port number; Scheme string"),
        ("ImageStorageSource", "Reference string; ImageRegistryType string; SubPath string; Digest string"),
        ("LogSources", "Files string[]"),
        ("MetadataVar", "Name string; Value string"),
        ("MountOption", "Name string; MountPath string; SubPath string; ReadOnly boolean"),
        ("OSWorldConfiguration", "Version string"),
        ("PortConfiguration", "Name string; Port number; Protocol string"),
        ("ResourceConfiguration", "CPU string; Memory string; Storage string"),
        ("Tag", "Key string; Value string"),
        ("VPCConfig", "SubnetIds string[]; SecurityGroupIds string[]"),
        ("WAAConfiguration", "ImageId string"),
        ("ComputerConfiguration", "WAAConfiguration WAAConfiguration; OSWorldConfiguration OSWorldConfiguration"),
        ("LogConfiguration", "CLSConfig CLSConfig; LogSources LogSources"),
        ("NetworkConfiguration", "NetworkMode string !; VpcConfig VPCConfig"),
        ("ProbeConfiguration", "HttpGet HttpGetAction; ReadyTimeoutMs number; ProbeTimeoutMs number; ProbePeriodMs number; SuccessThreshold number; FailureThreshold number"),
        ("StorageSource", "Cos CosStorageSource; Image ImageStorageSource; Cfs CfsStorageSource; AgentBucket AgentBucketStorageSource"),
        ("StorageMount", "Name string; StorageSource StorageSource; MountPath string; ReadOnly boolean"),
        ("CustomConfiguration", "Image string; ImageRegistryType string; Command string[]; Args string[]; Env EnvVar[]; Ports PortConfiguration[]; Resources ResourceConfiguration; Probe ProbeConfiguration; DNSConfig DNSConfig"));

    public static ActionDefinition Define(string name, string parameters, Action<ActionContext> execute) =>
        new("ags", name, ParameterSchema.Parse(parameters, s_types), RatePerSecond, null, execute);

    // In the order of use: a type is read with those it holds.
    private static Dictionary<string, ParameterSchema> ReadTypes(params ReadOnlySpan<(string Name, string Fields)> types)
    {
        var read = new Dictionary<string, ParameterSchema>(StringComparer.Ordinal);
        foreach (var (name, fields) in types)
        {
            read[name] = ParameterSchema.Parse(fields, read);
        }

        return read;
    }
}
