namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>A rule that a policy must keep before it is used.</summary>
public enum PolicyRule
{
    /// <summary>The compact document has at most <see cref="PolicyDocument.MaxCharacters"/> characters.</summary>
    DocumentLength,

    /// <summary>A statement has 1 to <see cref="PolicyDocument.MaxActionsPerStatement"/> actions, and at least one resource.</summary>
    StatementSize,

    /// <summary>An action is written <c>service:Name</c>; the service is never a wildcard.</summary>
    ActionForm,

    /// <summary>A resource is <c>*</c>, or has six segments with a service, an account and a resource.</summary>
    ResourceForm,

    /// <summary>A condition's key and operator are ones whose meaning is known.</summary>
    ConditionKey,

    /// <summary>A grant on every resource is limited to reads that tell nothing about any tenant.</summary>
    UnscopedGrant,

    /// <summary>A grant names resources of the tenant's own environment only.</summary>
    ForeignResource,

    /// <summary>A grant speaks of the services that an environment is made of only; never of identities, tokens, tags or bills.</summary>
    ForeignService,

    /// <summary>A grant on a resource does not name an action that the cloud authorises only as a whole: it would silently not be authorised.</summary>
    OperationLevelAction,

    /// <summary>A grant does not name what is refused to every tenant.</summary>
    ForbiddenGrant,

    /// <summary>Everything that is refused to every tenant is refused explicitly, on every resource, without condition.</summary>
    MissingDenial,
}
