using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Cam;

/// <summary>CreatePolicy, UpdatePolicy, GetPolicy, DeletePolicy, ListPolicies.</summary>
internal static class PolicyActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        CamParameters.OnAccount("CreatePolicy", "PolicyName string !; PolicyDocument string !; Description string; Tags Tag[]", CreatePolicy),
        CamParameters.OnAccount("UpdatePolicy", "PolicyId number; PolicyName string; Description string; PolicyDocument string; Alias string", UpdatePolicy),
        CamParameters.OnAccount("GetPolicy", "PolicyId number !", GetPolicy),
        CamParameters.OnAccount("DeletePolicy", "PolicyId number[] !", DeletePolicy),
        CamParameters.OnAccount("ListPolicies", "Rp number; Page number; Scope string; Keyword string", ListPolicies),
    ];

    private static void CreatePolicy(ActionContext context)
    {
        var name = CheckedName(context.Arguments.Required("PolicyName"));
        var document = CheckedDocument(context, context.Arguments.Required("PolicyDocument"));
        if (context.State.FindPolicy(name) is not null)
        {
            throw NameInUse(name);
        }

        if (!context.Options.NoLimits && context.State.Policies.Count >= context.Options.MaxPolicies)
        {
            throw new CloudErrorException("FailedOperation.PolicyFull", $"The account has {context.State.Policies.Count} custom policies, the most there can be.");
        }

        var policy = context.State.Numbered(
            new PolicyRecord
            {
                Name = name,
                Description = context.Arguments.Text("Description") ?? string.Empty,
                Document = document,
                UpdatedAt = context.Now,
                Tags = context.Arguments.Items("Tags").ConvertAll(tag => new TagPair(tag.Required("Key"), tag.Required("Value"))),
            },
            context.Now);
        policy.Id = 200_000_000 + policy.Sequence;
        context.State.Add(policy);
        context.Json.WriteNumber("PolicyId", policy.Id);
    }

    private static void UpdatePolicy(ActionContext context)
    {
        var (arguments, state) = (context.Arguments, context.State);
        var policy = arguments.Number("PolicyId") is null && arguments.Text("PolicyName") is { } named
            ? state.FindPolicy(named) ?? throw new CloudErrorException("ResourceNotFound.NotFound", $"The policy '{named}' does not exist.")
            : CamParameters.Policy(context);
        var name = arguments.Text("PolicyName") is { } given ? CheckedName(given) : policy.Name;
        var document = arguments.Text("PolicyDocument") is { } text ? CheckedDocument(context, text) : policy.Document;
        if (name != policy.Name && state.FindPolicy(name) is not null)
        {
            throw NameInUse(name);
        }

        state.Rename(policy, name);
        policy.Document = document;
        policy.Description = arguments.Text("Description") ?? policy.Description;
        policy.UpdatedAt = context.Now;
        state.Policies.Put(policy);
        context.Json.WriteNumber("PolicyId", policy.Id);
    }

    private static void GetPolicy(ActionContext context)
    {
        var policy = CamParameters.Policy(context);
        context.Json.WriteString("PolicyName", policy.Name);
        context.Json.WriteString("Description", policy.Description);
        context.Json.WriteNumber("Type", 1);
        context.Json.WriteString("AddTime", context.Time(policy.CreatedAt));
        context.Json.WriteString("UpdateTime", context.Time(policy.UpdatedAt));
        context.Json.WriteString("PolicyDocument", policy.Document);
        context.Json.WriteString("PresetAlias", string.Empty);
        context.Json.WriteNumber("IsServiceLinkedRolePolicy", 0);
        TagJson.WritePairs(context.Json, "Tags", policy.Tags, "Key", "Value");
    }

    private static void DeletePolicy(ActionContext context)
    {
        List<PolicyRecord> policies = [];
        foreach (var id in context.Arguments.Numbers("PolicyId"))
        {
            policies.Add(context.State.FindPolicy(id)
                ?? throw new CloudErrorException("ResourceNotFound.PolicyIdNotFound", $"The policy {id} does not exist; none was deleted."));
        }

        foreach (var policy in policies.Distinct())
        {
            context.State.Remove(policy);
        }
    }

    private static void ListPolicies(ActionContext context)
    {
        var rows = context.Arguments.Range("Rp", 1, 200, 20);
        var page = context.Arguments.Range("Page", 1, 200, 1);
        var scope = context.Arguments.Text("Scope") ?? "All";
        if (scope is not ("All" or "QCS" or "Local"))
        {
            throw CloudErrorException.InvalidValue("Scope", scope, "it must be All, QCS or Local");
        }

        var keyword = context.Arguments.Text("Keyword") ?? string.Empty;
        var found = scope == "QCS"
            ? []
            : context.State.PolicyList.NewestFirst(context.NewestVisible, 0, int.MaxValue)
                .Where(policy => policy.Name.Contains(keyword, StringComparison.Ordinal))
                .ToList();
        context.Json.WriteNumber("TotalNum", found.Count);
        context.Json.WriteStartArray("List");
        foreach (var policy in found.Skip((int)((page - 1) * rows)).Take((int)rows))
        {
            var attachments = context.State.UsersWith(policy.Id).Count;
            context.Json.WriteStartObject();
            context.Json.WriteNumber("PolicyId", policy.Id);
            context.Json.WriteString("PolicyName", policy.Name);
            context.Json.WriteString("AddTime", context.Time(policy.CreatedAt));
            context.Json.WriteNumber("Type", 1);
            context.Json.WriteString("Description", policy.Description);
            context.Json.WriteNumber("CreateMode", 2);
            context.Json.WriteNumber("Attachments", attachments);
            context.Json.WriteString("ServiceType", string.Empty);
            context.Json.WriteNumber("IsAttached", attachments > 0 ? 1 : 0);
            context.Json.WriteNumber("Deactived", 0);
            context.Json.WriteNumber("IsServiceLinkedPolicy", 0);
            context.Json.WriteNumber("AttachEntityCount", attachments);
            context.Json.WriteString("UpdateTime", context.Time(policy.UpdatedAt));
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteStartArray("ServiceTypeList");
        context.Json.WriteEndArray();
    }

    private static string CheckedName(string name) =>
        name.Length is >= 1 and <= 128 && name.All(character => char.IsAsciiLetterOrDigit(character) || "+=,.@_-".Contains(character, StringComparison.Ordinal))
            ? name
            : throw CloudErrorException.InvalidValue("PolicyName", name, "it must be 1 to 128 letters, digits and +=,.@_-");

    private static string CheckedDocument(ActionContext context, string document)
    {
        if (document.Length > PolicyDocument.MaxCharacters)
        {
            throw new CloudErrorException(
                "InvalidParameter.PolicyDocumentLengthOverLimit",
                $"The policy document has {document.Length} characters and may have {PolicyDocument.MaxCharacters}.");
        }

        try
        {
            context.Policies.Parsed(document);
            return document;
        }
        catch (PolicyFormatException exception)
        {
            throw new CloudErrorException("InvalidParameter.PolicyDocumentError", $"The policy document is not valid: {exception.Message}.");
        }
    }

    private static CloudErrorException NameInUse(string name) => new("FailedOperation.PolicyNameInUse", $"The policy name '{name}' is in use.");
}
