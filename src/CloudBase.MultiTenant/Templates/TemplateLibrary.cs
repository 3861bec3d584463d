using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Templates by reference and by definition: those of this host, and those that are kept in the store so that any host can go on with them.</summary>
internal sealed class TemplateLibrary(IMultiTenantStore store, IEnvironmentCloud cloud, AddedTemplates added, TimeProvider time)
{
    /// <summary>Records by definition.</summary>
    private const string Kind = "environment-template";

    /// <summary>Records that say which definition a version has.</summary>
    private const string VersionKind = "environment-template-version";

    private const string Json = "json";
    private const string Definition = "definition";

    public AddedTemplates Added => added;

    public async ValueTask<EnvironmentTemplate?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        if (added.Find(reference) is { } known)
        {
            return known;
        }

        SharedRecord? version = await store.FindSharedRecordAsync(cloud.Account, VersionKind, reference, cancellationToken).ConfigureAwait(false);
        EnvironmentTemplate? found = version is null ? null : await FindDefinitionAsync(version.Data[Definition], cancellationToken).ConfigureAwait(false);
        return found is null ? null : found with { Name = reference[..reference.IndexOf('@', StringComparison.Ordinal)], Version = reference[(reference.IndexOf('@', StringComparison.Ordinal) + 1)..] };
    }

    public async ValueTask<EnvironmentTemplate?> FindDefinitionAsync(string definition, CancellationToken cancellationToken)
    {
        if (added.FindDefinition(definition) is { } known)
        {
            return known;
        }

        SharedRecord? record = await store.FindSharedRecordAsync(cloud.Account, Kind, definition, cancellationToken).ConfigureAwait(false);
        return record is null ? null : EnvironmentTemplate.Parse(record.Data[Json]);
    }

    /// <summary>Keeps a template in the store; keeping it again changes nothing.</summary>
    /// <exception cref="TemplateInvalidException">Its version is kept with another definition: a version never changes.</exception>
    public async ValueTask KeepAsync(EnvironmentTemplate template, CancellationToken cancellationToken)
    {
        SharedRecord version = Record(VersionKind, template.Reference, StepData.Empty.With(Definition, template.Definition));
        SharedRecord? kept = await store.FindSharedRecordAsync(cloud.Account, VersionKind, template.Reference, cancellationToken).ConfigureAwait(false);
        if (kept is null)
        {
            SharedRecord content = Record(Kind, template.Definition, StepData.Empty.With(Json, template.ToJson()));
            if (await store.FindSharedRecordAsync(cloud.Account, Kind, template.Definition, cancellationToken).ConfigureAwait(false) is null)
            {
                // Refused where another host was first, with the same content.
                await store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(content)), cancellationToken).ConfigureAwait(false);
            }

            await store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(version)), cancellationToken).ConfigureAwait(false);
            kept = await store.FindSharedRecordAsync(cloud.Account, VersionKind, template.Reference, cancellationToken).ConfigureAwait(false) ?? version;
        }

        if (kept.Data[Definition] != template.Definition)
        {
            var problem = new TemplateProblem("$.version", $"\"{template.Version}\"", $"this version of '{template.Name}' was applied with another content ({kept.Data[Definition][..12]}): give the changed template another version");
            throw new TemplateInvalidException($"The template cannot be used: {problem}.", [problem]);
        }
    }

    private SharedRecord Record(string kind, string name, StepData data) => new()
    {
        Account = cloud.Account, Kind = kind, Name = name, Data = data, UpdatedAt = time.GetUtcNow(),
    };
}
