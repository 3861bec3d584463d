namespace CloudBase.MultiTenant.EndToEnd.Tests.FreshClone;

/// <summary>Runs when no other test does: a stranger's machine has nothing else to do, and the tests that are typed there have limits of time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    public const string Name = "alone";
}
