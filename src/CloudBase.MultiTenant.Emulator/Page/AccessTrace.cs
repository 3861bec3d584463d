using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>What the decision about one call was made from: references that are explained only when somebody asks.</summary>
internal sealed class AccessTrace
{
    private const int MaxTargets = 64;
    private readonly List<AccessRound> _rounds = new(2);

    public IReadOnlyList<AccessRound> Rounds => _rounds;

    public string Action { get; private set; } = string.Empty;

    public void Judge(string action, IReadOnlyList<PolicyRecord> attached, IReadOnlyList<AccessTarget> targets) =>
        Add(action, new AccessRound("sub-account", attached.Select(policy => (policy.Name, policy.Document)).ToList(), Bounded(targets)));

    public void JudgeSession(string action, string policy, IReadOnlyList<AccessTarget> targets) =>
        Add(action, new AccessRound("temporary keys", [("the policy of the token", policy)], Bounded(targets)));

    private static IReadOnlyList<AccessTarget> Bounded(IReadOnlyList<AccessTarget> targets) =>
        targets.Count <= MaxTargets ? targets : [.. targets.Take(MaxTargets)];

    private void Add(string action, AccessRound round)
    {
        Action = action;
        _rounds.Add(round);
    }
}
