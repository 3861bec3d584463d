using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.Development;

/// <summary>Which emulator is used, and how it behaves. Bound from <c>CloudBase:Emulator</c>.</summary>
public sealed class EmulatorOptions
{
    /// <summary>Gets or sets the address of an emulator that runs already, such as <c>http://127.0.0.1:4680</c>; what is said of an emulator in this process then counts for nothing.</summary>
    /// <value>The default is the environment variable <c>CLOUDBASE_EMULATOR_ENDPOINT</c>; without it, one is started in this process when it is first needed.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets the public half of the emulator's root key.</summary>
    /// <value>The default is the emulator's own.</value>
    public string SecretId { get; set; } = CloudBaseEmulatorOptions.DefaultSecretId;

    /// <summary>Gets or sets the secret half of the emulator's root key.</summary>
    /// <value>The default is the emulator's own.</value>
    public SecretString SecretKey { get; set; } = new(CloudBaseEmulatorOptions.DefaultSecretKey);

    /// <summary>Gets or sets the platform's own environment, used where CloudBase:ManagementEnvironment names none.</summary>
    /// <value>The default is the emulator's own.</value>
    public string ManagementEnvironment { get; set; } = CloudBaseEmulatorOptions.DefaultManagementEnvironmentId;

    /// <summary>Gets or sets the port on the loopback address that an emulator in this process listens on; 0 takes a free one.</summary>
    /// <value>The default is 0.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets the directory in which an emulator in this process keeps its state.</summary>
    /// <value>The default is none: the state is lost with the process.</value>
    public string? DataDirectory { get; set; }

    /// <summary>Gets or sets how long an environment takes from its order until it is ready.</summary>
    /// <value>The default is 0: ready at once.</value>
    public TimeSpan ReadyDelay { get; set; }

    /// <summary>Gets or sets how old a thing must be to appear in a list.</summary>
    /// <value>The default is 0: listed at once.</value>
    public TimeSpan ListLag { get; set; }

    /// <summary>Gets or sets what else an emulator in this process is told. Set in code only; it is called last.</summary>
    /// <value>The default is none.</value>
    public Action<CloudBaseEmulatorOptions>? Configure { get; set; }

    /// <summary>Gets or sets whether the endpoint was read from the process's environment.</summary>
    internal bool EndpointIsFromVariable { get; set; }
}
