namespace CloudBase.MultiTenant.Operations;

/// <summary>This library's own codes in <see cref="OperationProblem.Code"/>.</summary>
internal static class ProblemCodes
{
    public const string BindingRefused = "EnvironmentAlreadyBound";
    public const string DeadlinePassed = "DeadlinePassed";
    public const string NotDelivered = "NotDelivered";
    public const string DeliveryFailed = "DeliveryFailed";
    public const string EnvironmentStopped = "EnvironmentStopped";
    public const string EnvironmentGone = "EnvironmentGone";
    public const string OrderNotFound = "OrderNotFound";
    public const string ForeignEnvironment = "EnvironmentWithoutOurTag";
    public const string Duplicate = "DuplicateEnvironment";
    public const string UnusableOrder = "OrderedEnvironmentUnusable";
    public const string DeletionBudget = "DeletionBudgetExhausted";
    public const string UnexpectedError = "UnexpectedError";
    public const string PoolFenceStale = "PoolFenceStale";
    public const string AllocatorMissing = "AllocatorMissing";
    public const string PoolMemberGone = "PoolMemberGone";
    public const string TemplateMismatch = "TemplateMismatch";
    public const string TemplateMissing = "TemplateMissing";
    public const string StrategyMissing = "IsolationStrategyMissing";
}
