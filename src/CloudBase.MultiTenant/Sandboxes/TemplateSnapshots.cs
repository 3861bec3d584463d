using System.Text;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Prepares a template's snapshot, finds the one that another host prepared, and trusts neither before a sandbox started from it was looked at.</summary>
internal sealed class TemplateSnapshots(TimeProvider timeProvider, IRandomSource random, ILogger logger)
{
    /// <summary>What a sandbox of ours lives beyond the times that its script and check may take.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TimeToCleanUp = TimeSpan.FromSeconds(30);

    public async Task<PreparedTemplate> MakeReadyAsync(ISandboxProvider provider, SandboxTemplate template, CancellationToken cancellationToken)
    {
        string definition = SnapshotName.DefinitionOf(template);
        (SandboxSnapshot Snapshot, SnapshotName Name)? found = await FindAsync(provider, template, definition, cancellationToken).ConfigureAwait(false)
            ?? await PrepareAsync(provider, template, definition, cancellationToken).ConfigureAwait(false);
        SandboxManifest manifest = await VerifyAsync(provider, template, found.Value.Snapshot.Id, found.Value.Name, cancellationToken).ConfigureAwait(false);
        return new PreparedTemplate { Name = template.Name, Version = template.Version, Snapshot = found.Value.Snapshot.Id, Manifest = manifest };
    }

    /// <summary>Compares the manifest in a sandbox with the record of its snapshot: one small file.</summary>
    /// <returns>The manifest, or why it is refused.</returns>
    public static async Task<(SandboxManifest? Manifest, string? Problem)> ReadManifestAsync(ISandbox sandbox, SandboxTemplate template, SnapshotName name, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await sandbox.Files.ReadBytesAsync(HomePaths.Manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxFileException exception)
        {
            return (null, $"its manifest cannot be read ({exception.Problem})");
        }

        if (SnapshotName.HashOf(content) != name.Manifest)
        {
            return (null, "its manifest is not the one that was saved");
        }

        return ManifestFile.Read(content) is not { } manifest ? (null, "its manifest is none")
            : manifest.Owner is not null ? (null, "it is a tenant's, and nothing of a tenant's is ever a template")
            : manifest.Template == template.Name && manifest.Version == template.Version && manifest.Definition == name.Definition ? (manifest, null)
            : (null, $"its manifest is that of '{manifest.Template}' {manifest.Version}");
    }

    /// <summary>Stops a sandbox; never throws but for what is no error of a call.</summary>
    /// <returns>Whether it is stopped: else it may run on.</returns>
    public async Task<bool> StopAsync(ISandboxProvider provider, SandboxId id, string template)
    {
        using CancellationTokenSource bound = new(TimeToCleanUp, timeProvider);
        try
        {
            await provider.StopAsync(id, bound.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            SandboxTemplateLog.NotStopped(logger, exception, id, template);
            return false;
        }
    }

    private static async Task<(SandboxSnapshot Snapshot, SnapshotName Name)?> FindAsync(ISandboxProvider provider, SandboxTemplate template, string definition, CancellationToken cancellationToken)
    {
        List<(SandboxSnapshot Snapshot, SnapshotName Name)> found = [];
        await foreach (SandboxSnapshot snapshot in provider.ListSnapshotsAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (SnapshotName.Find(snapshot.Name) is { } name && name.Template == template.Name && name.Version == template.Version)
            {
                found.Add((snapshot, name));
            }
        }

        if (found.Find(f => f.Name.Definition != definition) is { Snapshot: { } other })
        {
            throw new SandboxTemplateException(
                $"Version {template.Version} of template '{template.Name}' was prepared from another definition (snapshot {other.Id}). Raise the version, or delete that snapshot where nothing starts from it.",
                template.Name,
                template.Version,
                SandboxTemplateStage.Definition);
        }

        // All hosts choose the same one.
        return found.Count == 0 ? null : found.OrderBy(f => f.Snapshot.CreatedAt ?? DateTimeOffset.MaxValue).ThenBy(f => f.Snapshot.Id.Value, StringComparer.Ordinal).First();
    }

    private async Task<(SandboxSnapshot Snapshot, SnapshotName Name)> PrepareAsync(ISandboxProvider provider, SandboxTemplate template, string definition, CancellationToken cancellationToken)
    {
        ISandbox sandbox = await provider.StartAsync(OwnStart(template) with { Template = template.Base, AllowInternet = template.AllowInternet }, cancellationToken).ConfigureAwait(false);
        try
        {
            await TemplateWork.RunAsync(sandbox, template, cancellationToken).ConfigureAwait(false);
            WorkspaceListing listing = await WorkspaceListing.ReadAsync(sandbox.Files, cancellationToken).ConfigureAwait(false);
            SandboxManifest manifest = new()
            {
                Template = template.Name,
                Version = template.Version,
                Definition = definition,
                Files = listing.Files,
                Bytes = listing.Bytes,
                Listing = listing.Hash,
                PreparedAt = timeProvider.GetUtcNow(),
            };
            byte[] content = ManifestFile.Write(manifest);
            await sandbox.Files.RemoveAsync(HomePaths.Own, cancellationToken).ConfigureAwait(false);
            await sandbox.Files.WriteTextAsync(HomePaths.Listing, listing.Text, cancellationToken).ConfigureAwait(false);
            await sandbox.Files.WriteBytesAsync(HomePaths.Manifest, content, cancellationToken).ConfigureAwait(false);
            SnapshotName name = new(template.Name, template.Version, definition, SnapshotName.HashOf(content));
            SandboxSnapshot snapshot = await SaveAsync(provider, sandbox.Id, template, name, cancellationToken).ConfigureAwait(false);
            SandboxTemplateLog.Prepared(logger, template.Name, template.Version, snapshot.Id, listing.Files, listing.Bytes);
            return await YieldToEarlierAsync(provider, template, (snapshot, name), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await StopAsync(provider, sandbox.Id, template.Name).ConfigureAwait(false);
        }
    }

    private static async Task<SandboxSnapshot> SaveAsync(ISandboxProvider provider, SandboxId sandbox, SandboxTemplate template, SnapshotName name, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.SnapshotAsync(sandbox, new SandboxSnapshotRequest { Name = name.ToString() }, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception)
        {
            // A reply that was lost leaves a snapshot: its name tells it.
            await foreach (SandboxSnapshot snapshot in provider.ListSnapshotsAsync(null, cancellationToken).ConfigureAwait(false))
            {
                if (exception.Effect != CloudEffect.None && SnapshotName.Find(snapshot.Name) == name)
                {
                    return snapshot;
                }
            }

            throw new SandboxTemplateException(
                $"Template '{template.Name}' {template.Version} was prepared, but not saved: {exception.Message}", template.Name, template.Version, SandboxTemplateStage.Save, innerException: exception);
        }
    }

    private async Task<(SandboxSnapshot Snapshot, SnapshotName Name)> YieldToEarlierAsync(
        ISandboxProvider provider, SandboxTemplate template, (SandboxSnapshot Snapshot, SnapshotName Name) mine, CancellationToken cancellationToken)
    {
        // A list that lags shows none, not even mine: then mine is used, and the others do likewise with theirs. Both hold the same version.
        (SandboxSnapshot Snapshot, SnapshotName Name) first = await FindAsync(provider, template, mine.Name.Definition, cancellationToken).ConfigureAwait(false) ?? mine;
        if (first.Snapshot.Id == mine.Snapshot.Id)
        {
            return mine;
        }

        SandboxTemplateLog.PreparedTwice(logger, template.Name, template.Version, first.Snapshot.Id, mine.Snapshot.Id);
        try
        {
            await provider.DeleteSnapshotAsync(mine.Snapshot.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception)
        {
            SandboxTemplateLog.NotDeleted(logger, exception, mine.Snapshot.Id, template.Name);
        }

        return first;
    }

    private async Task<SandboxManifest> VerifyAsync(ISandboxProvider provider, SandboxTemplate template, SandboxSnapshotId snapshot, SnapshotName name, CancellationToken cancellationToken)
    {
        ISandbox sandbox = await provider.StartAsync(OwnStart(template) with { Snapshot = snapshot }, cancellationToken).ConfigureAwait(false);
        try
        {
            (SandboxManifest? manifest, string? problem) = await ReadManifestAsync(sandbox, template, name, cancellationToken).ConfigureAwait(false);
            if (manifest is null)
            {
                throw Refused(template, snapshot, problem!);
            }

            WorkspaceListing listing = await WorkspaceListing.ReadAsync(sandbox.Files, cancellationToken).ConfigureAwait(false);
            if (listing.Hash != manifest.Listing)
            {
                string recorded = await RecordedListingAsync(sandbox, cancellationToken).ConfigureAwait(false);
                throw Refused(template, snapshot, $"its home is not what was saved ({WorkspaceListing.Difference(recorded, listing.Text)})");
            }

            SandboxTemplateLog.Verified(logger, template.Name, template.Version, snapshot);
            return manifest;
        }
        finally
        {
            await StopAsync(provider, sandbox.Id, template.Name).ConfigureAwait(false);
        }
    }

    private static async Task<string> RecordedListingAsync(ISandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            return Encoding.UTF8.GetString(await sandbox.Files.ReadBytesAsync(HomePaths.Listing, cancellationToken).ConfigureAwait(false));
        }
        catch (SandboxFileException)
        {
            return string.Empty;
        }
    }

    public SandboxTemplateException Refused(SandboxTemplate template, SandboxSnapshotId snapshot, string problem)
    {
        SandboxTemplateLog.Refused(logger, snapshot, template.Name, template.Version, problem);
        return new SandboxTemplateException(
            $"The snapshot {snapshot} of template '{template.Name}' {template.Version} is refused: {problem}. Find out who could write it, delete it, and let the template be prepared again.",
            template.Name,
            template.Version,
            SandboxTemplateStage.Verify);
    }

    private SandboxStart OwnStart(SandboxTemplate template) => new()
    {
        StartId = "prepare-" + RandomText.Draw(random, 26),
        Lifetime = TimeSpan.FromSeconds(Math.Ceiling((template.PrepareTimeout + template.CheckTimeout + Reserve).TotalSeconds)),
        Metadata = new Dictionary<string, string> { ["cloudbase-template"] = template.Name },
    };
}
