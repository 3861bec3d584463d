using System.Diagnostics;
using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Works on one owned operation until it ends, waits, is parked, or belongs to somebody else.</summary>
internal sealed class OperationDriver(
    IMultiTenantStore store,
    IEnumerable<IOperationWorkflow> workflows,
    IEnumerable<IParkingGuard> parkingGuards,
    IOptions<CloudBaseOptions> options,
    IRandomSource random,
    TimeProvider time,
    OperationsMetrics metrics,
    OperationNotifier notifier,
    HostIdentity host,
    ILogger<OperationDriver> log)
{
    private readonly Dictionary<OperationKind, IOperationWorkflow> _workflows = workflows.ToDictionary(w => w.Kind);
    private readonly StepPolicy _policy = new(options.Value.Operations, options.Value.Provisioning.PollJitter, random);
    private readonly OperationOptions _options = options.Value.Operations;

    /// <returns>The operation as this round left it; null when nothing more may be written, or could be.</returns>
    public async Task<TenantOperation?> DriveAsync(LeasedOperation leased, StepCancellation cancellation)
    {
        using Activity? activity = CloudBaseTelemetry.ActivitySource.StartActivity(CloudBaseSpans.Operation);
        activity?.SetTag(CloudBaseTags.OperationId, leased.Operation.Id.Value);
        activity?.SetTag(CloudBaseTags.OperationKind, leased.Operation.Kind.ToString());
        activity?.SetTag(CloudBaseTags.TenantId, leased.Operation.Tenant.Tenant.Value);

        var session = new OperationSession(store, time, _options.LeaseDuration, host.Name, leased);
        var renewal = new LeaseRenewal(session, _options.LeaseRenewal, time, log);
        await using ConfiguredAsyncDisposable renewing = renewal.ConfigureAwait(false);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellation.Work, renewal.Lost);
        var runner = new StepRunner(session, _policy, metrics, new StepCancellation(work.Token, cancellation.Calls));
        try
        {
            await RunRoundAsync(new WorkflowContext(session, runner), work.Token).ConfigureAwait(false);
            Trace(activity, session.Operation);
            Report(session.Operation);
            notifier.Publish(session.Operation);
            return session.Operation;
        }
        catch (OperationSignal.OwnershipLost e)
        {
            activity?.SetTag(CloudBaseTags.ErrorType, "ownership_lost");
            OperationsLog.OwnershipLost(log, leased.Operation.Id, e.Message);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            activity?.SetTag(CloudBaseTags.ErrorType, "stopped");
            OperationsLog.Stopped(log, leased.Operation.Id);
        }
        catch (StoreUnavailableException e)
        {
            activity?.SetTag(CloudBaseTags.ErrorType, "store_unavailable");
            OperationsLog.StoreUnavailable(log, e, leased.Operation.Id);
        }

        activity?.SetStatus(ActivityStatusCode.Error);
        return null;
    }

    private async ValueTask RunRoundAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        try
        {
            await RunWorkflowAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationSignal.Wait wait)
        {
            await WaitAsync(context, wait).ConfigureAwait(false);
        }
        catch (OperationSignal.Park park)
        {
            await ParkAsync(context, park.Problem, park.Cause).ConfigureAwait(false);
        }
        catch (OperationSignal.Fail fail)
        {
            await ParkAsync(context, fail.Problem, fail.Cause).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Hand the operation over at once instead of letting the lease run out.
            await context.Session.CommitAsync(o => o with { Lease = null, DueAt = context.Now }).ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (e is not (OperationSignal or StoreUnavailableException))
        {
            OperationsLog.RoundFailed(log, e, context.Operation.Id, context.Operation.Kind);
            OperationSignal signal = _policy.Failed(StepOf(context), e, context.Operation.Attempts);
            if (signal is OperationSignal.Park park)
            {
                await ParkAsync(context, park.Problem, park.Cause).ConfigureAwait(false);
            }
            else
            {
                await WaitAsync(context, (OperationSignal.Wait)signal).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask RunWorkflowAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        IOperationWorkflow workflow = _workflows[context.Operation.Kind];
        OperationProblem? problem = null;
        CloudCallException? cause = null;
        if (!context.Operation.CancelRequested)
        {
            try
            {
                await workflow.RunAsync(context, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationSignal.Cancel)
            {
            }
            catch (OperationSignal.Fail fail) when (context.Operation.Kind != OperationKind.Provision || context.Tenant.EnvironmentId is null)
            {
                (problem, cause) = (fail.Problem, fail.Cause);
            }
        }

        await UndoAsync(workflow, context, problem, cause, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask UndoAsync(
        IOperationWorkflow workflow, WorkflowContext context, OperationProblem? problem, CloudCallException? cause, CancellationToken cancellationToken)
    {
        context.Steps.BeginUndoing();
        try
        {
            await workflow.RunAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationSignal.ReachedEnd)
        {
        }
        catch (Exception e) when (IsOnTheWay(e) && !context.Steps.HasUnseen)
        {
            // Everything that was begun is settled: what failed is a look at something further on.
        }
        catch (Exception e) when (IsOnTheWay(e) && context.History.FindGivenUp(StepOf(context)) is not null)
        {
            context.Steps.LeaveUnseen(StepPolicy.Describe(e));
        }

        await Compensator.UndoAsync(context, cancellationToken).ConfigureAwait(false);
        Func<Tenant, Tenant> change = await workflow.UndoneAsync(context, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> left = context.History.LeftAlone;
        context.Session.ChangeTenant(t => TenantStates.Undone(change(t), context.Operation, left));
        context.Session.Journal(
            JournalEntryKind.Completed, data: problem is null ? null : ProblemData.Write(problem, cause), note: problem?.Message ?? "Undone.");
        await context.Session.CommitAsync(o => o with
        {
            State = problem is null ? OperationState.Cancelled : OperationState.Failed,
            Result = left.Count == 0 ? o.Result : Leftovers.Write(left),
            Problem = problem, Lease = null, CompletedAt = context.Now, CurrentStep = null,
        }).ConfigureAwait(false);
    }

    private static bool IsOnTheWay(Exception e) => e is not (OperationSignal.OwnershipLost or StoreUnavailableException or OperationCanceledException);

    private static string StepOf(WorkflowContext context) => context.Operation.CurrentStep ?? "begin";

    private async ValueTask WaitAsync(WorkflowContext context, OperationSignal.Wait wait)
    {
        if (context.Now >= context.Operation.Deadline)
        {
            await ParkAsync(context, new OperationProblem(
                wait.Step, ProblemCodes.DeadlinePassed, $"Still waiting at the deadline {context.Operation.Deadline:u}: {wait.Message}",
                "Resume the operation to wait for another while, or cancel it."), null).ConfigureAwait(false);
            return;
        }

        var problem = new OperationProblem(wait.Step, "Waiting", wait.Message, "It goes on by itself.");
        if (context.Operation.Problem != problem || context.Session.Note is not null)
        {
            context.Session.Journal(JournalEntryKind.Waiting, wait.Step, data: context.Session.Note, note: wait.Message);
        }

        DateTimeOffset due = context.Now + wait.RetryAfter;
        await context.Session.CommitAsync(o => o with
        {
            State = o.CancelRequested ? OperationState.Cancelling : OperationState.Waiting,
            Attempts = o.CurrentStep == wait.Step ? o.Attempts + 1 : 1,
            CurrentStep = wait.Step,
            Problem = problem,
            Lease = null,
            DueAt = o.CancelRequested && context.Steps.Mode == RunnerMode.Forward ? context.Now : due < o.Deadline ? due : o.Deadline,
        }).ConfigureAwait(false);
    }

    private async ValueTask ParkAsync(WorkflowContext context, OperationProblem problem, CloudCallException? cause)
    {
        context.Steps.Mode = RunnerMode.Compensating;
        foreach (IParkingGuard guard in parkingGuards)
        {
            problem = await guard.BeforeParkingAsync(context, problem).ConfigureAwait(false);
        }

        if (context.Operation.CancelRequested)
        {
            problem = problem with { WayOut = problem.WayOut + " Or cancel it once more, to leave this as it is." };
        }

        context.Session.Journal(JournalEntryKind.Parked, problem.Step, data: ProblemData.Write(problem, cause), note: problem.Message);
        context.Session.ChangeTenant(t => TenantStates.Parked(t, context.Operation, problem));
        await context.Session.CommitAsync(o => o with
        {
            State = OperationState.Parked, Problem = problem, CurrentStep = problem.Step, Lease = null,
        }).ConfigureAwait(false);
        metrics.Parked(context.Operation.Kind, problem.Code);
        OperationsLog.Parked(log, context.Operation.Id, context.Operation.Kind, problem.Step, problem.Code, problem.WayOut);
    }

    private static void Trace(Activity? activity, TenantOperation operation)
    {
        activity?.SetTag(CloudBaseTags.OperationState, operation.State.ToString());
        if (operation.State is OperationState.Parked or OperationState.Failed)
        {
            activity?.SetStatus(ActivityStatusCode.Error, operation.Problem?.Code).SetTag(CloudBaseTags.ErrorType, operation.Problem?.Code);
        }
    }

    private void Report(TenantOperation operation)
    {
        if (operation.IsFinal)
        {
            metrics.OperationEnded(operation);
            OperationsLog.Ended(log, operation.Id, operation.Kind, operation.State);
        }
    }
}
