using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Document collections with their access, indexes and first documents. Thread-safe.</summary>
internal sealed class CollectionsModule(TencentCloudClient client) : ITemplateModule
{
    private const string AccessPart = "/access";
    private const string IndexesPart = "/indexes";
    private const string DocumentsPart = "/documents";

    private readonly ContentReader _reader = new(client);
    private readonly DocumentStore _documents = new(client);

    public string Name => "collections";

    public bool Concerns(EnvironmentTemplate template) => template.Collections.Count > 0;

    public async ValueTask<IReadOnlyList<TemplateChange>> PlanAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        Dictionary<string, TableInfo> tables = await _reader.TablesAsync(target.Environment, cancellationToken).ConfigureAwait(false);
        Dictionary<string, ResourcePermission> permissions = await _reader.PermissionsAsync(
            target.Environment, [.. target.Template.Collections.Select(c => c.Name).Where(tables.ContainsKey)], cancellationToken).ConfigureAwait(false);
        List<TemplateChange> changes = [];
        foreach (TemplateCollection collection in target.Template.Collections)
        {
            if (tables.TryGetValue(collection.Name, out TableInfo? table))
            {
                await CompareAsync(target.Environment, collection, table, permissions.GetValueOrDefault(collection.Name), changes, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Create(collection, changes);
            }
        }

        changes.AddRange(tables.Keys.Except(target.Template.Collections.Select(c => c.Name)).Order(StringComparer.Ordinal)
            .Select(name => Change(TemplateChangeKind.Extra, name, "a collection of its own")));
        return changes;
    }

    public ValueTask<string?> FindUnreadyAsync(TemplateTarget target, CancellationToken cancellationToken) => new((string?)null);

    public async ValueTask ApplyAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken)
    {
        (TemplateCollection collection, string part) = Read(target, change);
        switch (part)
        {
            case AccessPart:
                await client.CallAsync(
                    TcbTableActions.ModifySafeRule, new ModifySafeRuleRequest(target.Environment.Value, collection.Name, Access.TagOf(collection.Access), collection.Rule),
                    null, cancellationToken).ConfigureAwait(false);
                break;
            case IndexesPart:
                await ApplyIndexesAsync(target.Environment, collection, change.Kind, cancellationToken).ConfigureAwait(false);
                break;
            case DocumentsPart:
                await _documents.InsertMissingAsync(target.Environment, collection, isNew: change.Kind == TemplateChangeKind.Create, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await client.ApplyAsync(
                    TcbTableActions.CreateTable,
                    new CreateTableRequest(target.Environment.Value, collection.Name, new PermissionInfo(Access.TagOf(collection.Access), target.Environment.Value, collection.Rule)),
                    cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    public async ValueTask<bool> IsAppliedAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken)
    {
        (TemplateCollection collection, string part) = Read(target, change);
        Dictionary<string, TableInfo> tables = await _reader.TablesAsync(target.Environment, cancellationToken).ConfigureAwait(false);
        if (!tables.TryGetValue(collection.Name, out TableInfo? table))
        {
            return false;
        }

        return part switch
        {
            AccessPart => Access.IsMet(
                collection, (await _reader.PermissionsAsync(target.Environment, [collection.Name], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(collection.Name)),
            IndexesPart => Missing(collection, await _reader.IndexesAsync(target.Environment, table, cancellationToken).ConfigureAwait(false)).Count == 0,
            DocumentsPart => (await _documents.FindMissingAsync(target.Environment, collection, cancellationToken).ConfigureAwait(false)).Count == 0,
            _ => true,
        };
    }

    public async ValueTask<IReadOnlyList<TemplateMismatch>> VerifyAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        Dictionary<string, TableInfo> tables = await _reader.TablesAsync(target.Environment, cancellationToken).ConfigureAwait(false);
        Dictionary<string, ResourcePermission> permissions = await _reader.PermissionsAsync(
            target.Environment, [.. target.Template.Collections.Select(c => c.Name)], cancellationToken).ConfigureAwait(false);
        List<TemplateMismatch> mismatches = [];
        foreach (TemplateCollection collection in target.Template.Collections)
        {
            if (!tables.TryGetValue(collection.Name, out TableInfo? table))
            {
                mismatches.Add(new TemplateMismatch(Name, collection.Name, "a collection", "not there"));
                continue;
            }

            if (!Access.IsMet(collection, permissions.GetValueOrDefault(collection.Name)))
            {
                mismatches.Add(new TemplateMismatch(Name, collection.Name + AccessPart, Access.Show(collection), Access.Show(permissions.GetValueOrDefault(collection.Name))));
            }

            if (collection.Indexes.Count > 0 && Missing(collection, await _reader.IndexesAsync(target.Environment, table, cancellationToken).ConfigureAwait(false)) is { Count: > 0 } indexes)
            {
                mismatches.Add(new TemplateMismatch(Name, collection.Name + IndexesPart, string.Join(", ", indexes.Select(i => i.Name)), "without them, or with other fields"));
            }

            if (collection.Documents.Count > 0 && await _documents.FindMissingAsync(target.Environment, collection, cancellationToken).ConfigureAwait(false) is { Count: > 0 } documents)
            {
                mismatches.Add(new TemplateMismatch(Name, collection.Name + DocumentsPart, $"{collection.Documents.Count} documents", $"without {documents.Count} of them"));
            }
        }

        return mismatches;
    }

    public async ValueTask<EnvironmentTemplate> CaptureAsync(
        EnvironmentId environment, TemplateCaptureOptions options, EnvironmentTemplate template, CancellationToken cancellationToken)
    {
        Dictionary<string, TableInfo> tables = await _reader.TablesAsync(environment, cancellationToken).ConfigureAwait(false);
        Dictionary<string, ResourcePermission> permissions = await _reader.PermissionsAsync(environment, [.. tables.Keys], cancellationToken).ConfigureAwait(false);
        List<TemplateCollection> collections = [];
        foreach ((string name, TableInfo table) in tables)
        {
            ResourcePermission? permission = permissions.GetValueOrDefault(name);
            collections.Add(new TemplateCollection
            {
                Name = name,
                Access = Access.Find(permission?.Permission) ?? throw new TemplateUnsupportedException(
                    $"The collection '{name}' of '{environment}' has the access '{permission?.Permission}', which no template can say: change it, or write the template by hand.", Name),
                Rule = permission?.Permission == Access.TagOf(CollectionAccess.Custom) ? permission?.SecurityRule : null,
                Indexes = await _reader.IndexesAsync(environment, table, cancellationToken).ConfigureAwait(false),
                Documents = options.DocumentsOf.Contains(name) ? await _documents.ReadAllAsync(environment, table, options.MaxDocuments, cancellationToken).ConfigureAwait(false) : [],
            });
        }

        return template with { Collections = collections };
    }

    private async ValueTask CompareAsync(
        EnvironmentId environment, TemplateCollection collection, TableInfo table, ResourcePermission? permission, List<TemplateChange> changes, CancellationToken cancellationToken)
    {
        if (!Access.IsMet(collection, permission))
        {
            changes.Add(Change(TemplateChangeKind.Update, collection.Name + AccessPart, $"{Access.Show(permission)} becomes {Access.Show(collection)}"));
        }

        IReadOnlyList<TemplateIndex> indexes = await _reader.IndexesAsync(environment, table, cancellationToken).ConfigureAwait(false);
        if (Missing(collection, indexes) is { Count: > 0 } missing)
        {
            changes.Add(Change(TemplateChangeKind.Update, collection.Name + IndexesPart, string.Join(", ", missing.Select(i => i.Name))));
        }

        changes.AddRange(indexes.Where(i => !collection.Indexes.Any(own => own.Name == i.Name)).Select(i => Change(TemplateChangeKind.Extra, $"{collection.Name}{IndexesPart}/{i.Name}", "an index of its own")));
        if (collection.Documents.Count > 0 && await _documents.FindMissingAsync(environment, collection, cancellationToken).ConfigureAwait(false) is { Count: > 0 } documents)
        {
            changes.Add(Change(TemplateChangeKind.Update, collection.Name + DocumentsPart, $"{documents.Count} documents are added"));
        }
    }

    private void Create(TemplateCollection collection, List<TemplateChange> changes)
    {
        changes.Add(Change(TemplateChangeKind.Create, collection.Name, Access.Show(collection)));
        if (collection.Indexes.Count > 0)
        {
            changes.Add(Change(TemplateChangeKind.Create, collection.Name + IndexesPart, string.Join(", ", collection.Indexes.Select(i => i.Name))));
        }

        if (collection.Documents.Count > 0)
        {
            changes.Add(Change(TemplateChangeKind.Create, collection.Name + DocumentsPart, $"{collection.Documents.Count} documents"));
        }
    }

    private async ValueTask ApplyIndexesAsync(EnvironmentId environment, TemplateCollection collection, TemplateChangeKind kind, CancellationToken cancellationToken)
    {
        IReadOnlyList<TemplateIndex> found = kind == TemplateChangeKind.Create ? []
            : await _reader.IndexesAsync(environment, new TableInfo(collection.Name, null, null), cancellationToken).ConfigureAwait(false);
        List<TemplateIndex> missing = Missing(collection, found);
        if (missing.Count == 0)
        {
            return;
        }

        IReadOnlyList<DropIndex> drops = [.. missing.Where(m => found.Any(f => f.Name == m.Name)).Select(m => new DropIndex(m.Name))];
        await client.CallAsync(
            TcbTableActions.UpdateTable,
            new UpdateTableRequest(
                environment.Value, collection.Name, drops.Count == 0 ? null : drops,
                [.. missing.Select(i => new CreateIndex(i.Name, new IndexSchema([.. i.Fields.Select(f => new IndexKeyInfo(f.Name, f.Direction))], i.Unique, MgoIsSparse: false)))]),
            null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the template's indexes that are not there, or are there with other fields.</summary>
    private static List<TemplateIndex> Missing(TemplateCollection collection, IReadOnlyList<TemplateIndex> found) =>
        [.. collection.Indexes.Where(i => !found.Any(f => f.Name == i.Name && f.Unique == i.Unique && f.Fields.SequenceEqual(i.Fields)))];

    private (TemplateCollection Collection, string Part) Read(TemplateTarget target, TemplateChange change)
    {
        int slash = change.Thing.IndexOf('/', StringComparison.Ordinal);
        string name = slash < 0 ? change.Thing : change.Thing[..slash];
        TemplateCollection collection = target.Template.Collections.FirstOrDefault(c => c.Name == name)
            ?? throw new InvalidOperationException($"The plan changes '{Name}/{change.Thing}', which {target.Template.Reference} does not have.");
        return (collection, slash < 0 ? string.Empty : change.Thing[slash..]);
    }

    private TemplateChange Change(TemplateChangeKind kind, string thing, string detail) => new(Name, kind, thing, detail);
}
