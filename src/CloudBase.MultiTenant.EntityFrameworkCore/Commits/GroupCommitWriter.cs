using System.Threading.Channels;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes what many callers commit at the same time in one transaction after another: one flush to disk serves them all. Thread-safe.</summary>
internal sealed class GroupCommitWriter(
    IDbContextFactory<MultiTenantDbContext> contexts, StoreErrors errors, int maxBatch, ILogger logger) : IAsyncDisposable
{
    private readonly CommitQueue _queue = new(maxBatch);
    private readonly Lock _starting = new();
    private Task? _loop;
    private WriterSession? _session;
    private volatile Exception? _death;
    private volatile bool _disposed;

    /// <summary>Writes a change set; returns when it is durable, or refused.</summary>
    /// <param name="commit">The change set.</param>
    /// <param name="cancellationToken">Ends the wait until the writing begins.</param>
    public async Task<CommitResult> WriteAsync(PendingCommit commit, CancellationToken cancellationToken)
    {
        Start();
        try
        {
            await _queue.WriteAsync(commit, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            ObjectDisposedException.ThrowIf(_disposed && _death is null, typeof(IMultiTenantStore));
            throw Dead();
        }

        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingCommit)state!).Abandon(token), commit);
        return await commit.Completion.ConfigureAwait(false);
    }

    /// <summary>Writes what is queued and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(false);
        }
    }

    /// <summary>Takes no more change sets; what is queued is still written.</summary>
    public void Stop()
    {
        lock (_starting)
        {
            _disposed = true;
        }

        _queue.Complete();
    }

    private void Start()
    {
        if (_loop is not null)
        {
            return;
        }

        lock (_starting)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(IMultiTenantStore));
            if (_loop is null)
            {
                // The loop outlives its first caller and must not run in that caller's transaction scope or activity.
                using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
                _loop = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        List<PendingCommit> batch = new(maxBatch);
        try
        {
            while (await _queue.WaitAsync().ConfigureAwait(false))
            {
                _queue.Take(batch);
                if (batch.Count > 0)
                {
                    await WriteBatchAsync(batch).ConfigureAwait(false);
                    batch.Clear();
                }
            }
        }
#pragma warning disable CA1031 // Whatever it was: those who wait must hear of it, and so must the log.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Die(e, batch);
        }
        finally
        {
            await CloseSessionAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteBatchAsync(List<PendingCommit> batch)
    {
        object[] results;
        try
        {
            _session ??= await WriterSession.OpenAsync(contexts).ConfigureAwait(false);
            results = await _session.WriteAsync(batch).ConfigureAwait(false);
        }
        catch (Exception e) when (errors.Translate(e) is { } translated)
        {
            StoreLog.BatchFailed(logger, batch.Count, e);
            foreach (PendingCommit commit in batch)
            {
                commit.Fail(translated);
            }

            await CloseSessionAsync().ConfigureAwait(false);
            return;
        }

        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is CommitResult result)
            {
                batch[i].Complete(result);
            }
            else
            {
                batch[i].Fail(errors.Translate((Exception)results[i]) ?? (Exception)results[i]);
            }
        }
    }

    private void Die(Exception error, List<PendingCommit> batch)
    {
        _death = error;
        StoreLog.WriterDied(logger, error);
        _queue.Complete();
        foreach (PendingCommit commit in batch)
        {
            commit.Fail(Dead());
        }

        while (_queue.TryTakeAny(out PendingCommit? commit))
        {
            commit.Fail(Dead());
        }
    }

    private async ValueTask CloseSessionAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            try
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (errors.Translate(e) is not null)
            {
                StoreLog.CloseFailed(logger, e);
            }
        }
    }

    private StoreUnavailableException Dead() => new(
        $"The store's writer stopped after an error that it does not know ({_death?.Message}): nothing can be written before this host is started again.", _death);
}
