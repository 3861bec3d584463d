using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Policies;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Finds the statement that allowed or denied a call, by the same reading of policies that decided it.</summary>
internal static class AccessExplainer
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static AccessExplanation Explain(RequestEntry entry)
    {
        List<AccessJudgement> judgements = [];
        foreach (var round in entry.Access.Rounds)
        {
            var policies = round.Policies.Select(policy => (policy.Name, Statements: Read(policy.Document))).ToList();
            foreach (var target in round.Targets.DefaultIfEmpty<AccessTarget?>(null))
            {
                var judgement = Judge(round.Holder, policies, entry.Access.Action, target);
                judgements.Add(judgement);
                if (!judgement.Allowed)
                {
                    return new AccessExplanation("denied", judgement.Reason, judgements);
                }
            }
        }

        return judgements.Count > 0
            ? new AccessExplanation("allowed", judgements[^1].Reason, judgements)
            : Unjudged(entry);
    }

    private static AccessExplanation Unjudged(RequestEntry entry)
    {
        if (entry.Service == "gateway")
        {
            return new AccessExplanation("not judged", "A gateway goes by the environment's API key; CAM policies have no say there.", []);
        }

        if (entry.Caller is not { } caller)
        {
            return new AccessExplanation("not judged", $"The call was refused before any policy was asked: {entry.ErrorCode ?? "it was cut off"}.", []);
        }

        if (entry.Strikes.Any(strike => strike.Script.Kind is FaultKind.Error or FaultKind.BadGateway or FaultKind.Throttle or FaultKind.ReplyLostBeforeEffect or FaultKind.LandsLate))
        {
            return new AccessExplanation("not judged", "A fault script answered before any policy was asked.", []);
        }

        if (entry.OpenToAll)
        {
            return new AccessExplanation("allowed", "Every identity may make this call; no statement is needed.", []);
        }

        return caller is { UserUin: 0, Temporary: null }
            ? new AccessExplanation("allowed", "The root account may do everything; no statement is consulted.", [])
            : new AccessExplanation("not judged", $"The call was refused before its policies were asked: {entry.ErrorCode}.", []);
    }

    private static AccessJudgement Judge(
        string holder, List<(string Name, List<(PolicyStatement Statement, string Text)> Statements)> policies, string action, AccessTarget? target)
    {
        var resource = target?.Resource.ToString() ?? "*";
        (string Policy, int Number, string Text)? allowing = null;
        List<NearMiss> near = [];
        foreach (var (policy, statements) in policies)
        {
            for (var index = 0; index < statements.Count; index++)
            {
                var (statement, text) = statements[index];
                if (!statement.NamesAction(action))
                {
                    continue;
                }

                if (!statement.Reaches(target))
                {
                    near.Add(new NearMiss(policy, index + 1, WhyNot(statement, target), text));
                }
                else if (!statement.Allows)
                {
                    return Judgement(false, $"Statement {index + 1} of '{policy}' denies {action} on {resource}; a deny wins over every allow.", policy, index + 1, text);
                }
                else
                {
                    allowing ??= (policy, index + 1, text);
                }
            }
        }

        return allowing is { } found
            ? Judgement(true, $"Statement {found.Number} of '{found.Policy}' allows {action} on {resource}.", found.Policy, found.Number, found.Text)
            : Judgement(false, None(), null, 0, null);

        string None() => policies.Count == 0
            ? $"No policy is attached to the {holder}, so nothing allows {action}."
            : near.Count == 0
                ? $"No statement of the {policies.Count} {(policies.Count == 1 ? "policy" : "policies")} of the {holder} names {action}, and what nobody allows is denied."
                : $"No statement of the {holder} allows {action} on {resource}: {near.Count} {(near.Count == 1 ? "names" : "name")} the action and {(near.Count == 1 ? "does" : "do")} not apply.";

        AccessJudgement Judgement(bool allowed, string reason, string? policy, int number, string? text) =>
            new(holder, resource, target?.Tags ?? [], allowed, reason, policy, number, text, near);
    }

    private static string WhyNot(PolicyStatement statement, AccessTarget? target)
    {
        if (target is null)
        {
            return statement.ResourceTags is not null
                ? "The call names no single resource, and a condition on tags is never met by such a call."
                : "The call names no single resource, so that only the resource * reaches it.";
        }

        return statement.ResourceTags is { } tags && !tags.Any(tag => target.Tags.Contains(tag, StringComparer.Ordinal))
            ? $"Its condition asks for the tag {string.Join(" or ", tags)}; the resource has {(target.Tags.Count == 0 ? "none" : string.Join(", ", target.Tags))}."
            : $"Its resource does not cover {target.Resource}.";
    }

    private static List<(PolicyStatement Statement, string Text)> Read(string document)
    {
        var parsed = PolicyDocument.Parse(document);
        using var json = JsonDocument.Parse(document);
        var statement = json.RootElement.GetProperty("statement");
        var texts = statement.ValueKind == JsonValueKind.Array ? statement.EnumerateArray().Select(Text).ToList() : [Text(statement)];
        return [.. parsed.Statements.Zip(texts)];
    }

    private static string Text(JsonElement statement)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            statement.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
