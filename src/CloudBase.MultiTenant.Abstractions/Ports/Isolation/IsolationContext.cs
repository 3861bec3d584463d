namespace CloudBase.MultiTenant.Ports;

/// <summary>What an isolation strategy works with.</summary>
public sealed class IsolationContext
{
    /// <summary>Gets the tenant as it was when this round of work began.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>Gets the tenant's environment with its parts.</summary>
    public required CloudEnvironment Environment { get; init; }

    /// <summary>Gets the platform's own environment, which the tenant's credential must be refused at; null when none is configured.</summary>
    public EnvironmentId? ManagementEnvironment { get; init; }

    /// <summary>Gets the strategy's own data, empty before the first preparation.</summary>
    public required StepData Binding { get; init; }

    /// <summary>Gets what the operation was asked to do.</summary>
    public StepData Input { get; init; } = StepData.Empty;

    /// <summary>Gets the runner of this operation's steps.</summary>
    public required IStepRunner Steps { get; init; }
}
