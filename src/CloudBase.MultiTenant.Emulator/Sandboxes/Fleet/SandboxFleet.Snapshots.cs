namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

internal sealed partial class SandboxFleet
{
    /// <summary>Saves a sandbox's files as a template that others are started from; the sandbox goes on as it was.</summary>
    /// <param name="id">The sandbox.</param>
    /// <param name="name">The name to start it by besides its id; an earlier snapshot of that name keeps its id only.</param>
    /// <param name="cancellationToken">Ends the wait; the snapshot goes on.</param>
    public async Task<FleetTemplate> SnapshotAsync(string id, string? name, CancellationToken cancellationToken)
    {
        var (sandbox, layer) = await SaveAsync(id, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (Shelf.All.Count() >= TemplateShelf.MaxTemplates)
            {
                BeginDrop([layer, .. sandbox.Layers]);
                throw new FleetException(FleetError.LimitExceeded, $"There are {TemplateShelf.MaxTemplates} templates and snapshots, the most there can be; delete one first.");
            }

            var template = FromLayer(sandbox, layer) with { Id = Shelf.NewId(_chance, string.Empty), Name = name ?? string.Empty };
            Shelf.Add(template);
            return template;
        }
    }

    /// <summary>Starts sandboxes from what a sandbox's files are now; each is a sandbox or the reason why it is none.</summary>
    public async Task<IReadOnlyList<(SandboxView? View, FleetException? Error)>> ForkAsync(string id, int count, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var (sandbox, layer) = await SaveAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            var start = sandbox.Start with
            {
                Template = FromLayer(sandbox, layer) with { Name = sandbox.Start.Template.Name },
                Lifetime = lifetime ?? sandbox.Lifetime,
                Metadata = sandbox.Metadata,
                ClientToken = null,
            };
            return await Task.WhenAll(Enumerable.Range(0, count).Select(_ => TryStartAsync(start, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            IReadOnlyList<string> unused;
            lock (_gate)
            {
                unused = _layers.Release([layer, .. sandbox.Layers]);
            }

            await DropAsync(unused).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a template or snapshot; sandboxes that were started from it go on. False when it was not there.</summary>
    /// <exception cref="FleetException">It is built in.</exception>
    public bool Remove(string idOrName)
    {
        lock (_gate)
        {
            if (Shelf.Find(idOrName) is not { } template)
            {
                return false;
            }

            if (template.BuiltIn)
            {
                throw new FleetException(FleetError.Conflict, $"The template '{template.Name}' is always there and cannot be deleted.");
            }

            Shelf.Remove(template);
            BeginDrop(template.Layers);
            return true;
        }
    }

    /// <summary>Saves the layer; it and those below are held for the caller.</summary>
    private async Task<(FleetSandbox Sandbox, string Layer)> SaveAsync(string id, CancellationToken cancellationToken)
    {
        var layer = string.Empty;
        var sandbox = await ChangeAsync(
            id,
            found =>
            {
                layer = "layer-" + _chance.Lower(20);
                var was = found.State;
                found.Enter(was == FleetState.Paused ? FleetState.Resuming : FleetState.Pausing, Now);
                return found.Transition = _underWay.Begin(() => SaveLayerAsync(found, layer, was));
            },
            cancellationToken).ConfigureAwait(false);
        return (sandbox, layer);
    }

    private async Task SaveLayerAsync(FleetSandbox sandbox, string layer, FleetState was)
    {
        try
        {
            var runtime = await _source.GetAsync().ConfigureAwait(false);
            await runtime.SaveLayerAsync(sandbox.Id, layer, CancellationToken.None).ConfigureAwait(false);
            lock (_gate)
            {
                _layers.Take([layer, .. sandbox.Layers]);
            }
        }
        catch (Exception exception)
        {
            throw Told(exception, $"The sandbox '{sandbox.Id}' could not be saved");
        }
        finally
        {
            lock (_gate)
            {
                // Its timer went on meanwhile: what fell due is seen by the next look.
                if (sandbox.State is FleetState.Pausing or FleetState.Resuming)
                {
                    sandbox.Enter(was, Now);
                    EndIfDue(sandbox);
                }
            }
        }
    }

    private async Task<(SandboxView? View, FleetException? Error)> TryStartAsync(FleetStart start, CancellationToken cancellationToken)
    {
        try
        {
            return (await StartAsync(start, cancellationToken).ConfigureAwait(false), null);
        }
        catch (FleetException exception)
        {
            return (null, exception);
        }
    }

    private FleetTemplate FromLayer(FleetSandbox sandbox, string layer) => sandbox.Start.Template with
    {
        BuiltIn = false,
        Layers = [layer, .. sandbox.Layers],
        SnapshotOf = sandbox.Id,
        CreatedAt = Now,
        UpdatedAt = Now,
    };
}
