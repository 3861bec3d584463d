namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Why a call was allowed or denied.</summary>
/// <param name="Decision"><c>allowed</c>, <c>denied</c>, or <c>not judged</c>.</param>
/// <param name="Because">The decision in one sentence.</param>
/// <param name="Judgements">What each set of policies said of each resource, up to the one that decided.</param>
internal sealed record AccessExplanation(string Decision, string Because, IReadOnlyList<AccessJudgement> Judgements);

/// <summary>What one set of policies said of one resource.</summary>
/// <param name="Holder">Whose policies they are.</param>
/// <param name="Resource">The resource; <c>*</c> for an operation-level action.</param>
/// <param name="Tags">The resource's tags at that moment, as <c>key&amp;value</c>.</param>
/// <param name="Allowed">Whether it was allowed.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Policy">The policy whose statement decided; null when none did.</param>
/// <param name="Statement">The statement's place in it, from 1; 0 when none decided.</param>
/// <param name="StatementText">The statement itself, as it was written.</param>
/// <param name="NearMisses">Statements that name the action and do not reach the resource.</param>
internal sealed record AccessJudgement(
    string Holder, string Resource, IReadOnlyList<string> Tags, bool Allowed, string Reason,
    string? Policy, int Statement, string? StatementText, IReadOnlyList<NearMiss> NearMisses);

/// <summary>A statement that names the action and does not apply.</summary>
/// <param name="Policy">Its policy.</param>
/// <param name="Statement">Its place in it, from 1.</param>
/// <param name="Why">What keeps it from applying.</param>
/// <param name="StatementText">The statement itself.</param>
internal sealed record NearMiss(string Policy, int Statement, string Why, string StatementText);
