namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>Decides what a tenant may do in its own environment. A host may supply its own; every document is linted before it is used.</summary>
/// <remarks>Implementations are thread-safe, and give the same document for the same scope.</remarks>
public interface IEnvironmentPolicy
{
    /// <summary>Writes the policy of one environment.</summary>
    /// <param name="scope">The environment.</param>
    PolicyDocument Create(EnvironmentPolicyScope scope);
}
