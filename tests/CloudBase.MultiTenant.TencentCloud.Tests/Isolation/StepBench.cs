using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>What survives a crash: intents and receipts by step, and the tenant.</summary>
internal sealed class StepJournal(Tenant tenant)
{
    public Tenant Tenant { get; set; } = tenant;

    public Dictionary<string, Entry> Steps { get; } = [];

    /// <summary>Everything that was ever written, for secret hunts.</summary>
    public List<string> Written { get; } = [];

    /// <summary>A person lets what was parked go on.</summary>
    public void Resume(DateTimeOffset now)
    {
        foreach (Entry entry in Steps.Values.Where(e => e.Receipt is null))
        {
            entry.TriedSince = now;
        }
    }

    public sealed class Entry
    {
        public StepData Intent { get; set; } = StepData.Empty;

        public DateTimeOffset IntendedAt { get; set; }

        public DateTimeOffset? TriedSince { get; set; }

        public int Attempts { get; set; }

        public bool Unresolved { get; set; }

        public StepData? Receipt { get; set; }

        public StepDefinition? Definition { get; set; }
    }
}

/// <summary>A host dies: nothing that follows the call runs.</summary>
internal sealed class CrashException() : Exception("crash");

internal sealed class WaitSignal(string reason, TimeSpan after) : Exception(reason)
{
    public TimeSpan After => after;
}

internal sealed class ParkSignal(OperationProblem problem) : Exception(problem.Message)
{
    public OperationProblem Problem => problem;
}

/// <summary>Runs steps like the engine: intent, call, receipt; or outcome unknown, then reconcile.</summary>
internal sealed class StepBench(StepJournal journal, FakeTimeProvider time) : IStepRunner
{
    public static readonly OperationId Operation = OperationId.Parse("op-abcdefghijklmnopqrstuvwxyz");

    public List<string> Order { get; } = [];

    public async ValueTask<StepData> RunAsync(StepDefinition step, CancellationToken cancellationToken)
    {
        Order.Add(step.Id);
        if (!journal.Steps.TryGetValue(step.Id, out StepJournal.Entry? entry))
        {
            journal.Steps[step.Id] = entry = new StepJournal.Entry();
        }

        entry.Definition = step;
        if (entry.Receipt is { } receipt)
        {
            return receipt;
        }

        if (entry.Unresolved && step.Reconcile is not null)
        {
            switch (await step.Reconcile(new StepAttempt(Operation, entry.Attempts, entry.Intent, entry.IntendedAt), cancellationToken))
            {
                case StepFinding.Found found:
                    return Receive(step, entry, found.Data);
                case StepFinding.Undetermined undetermined:
                    throw new WaitSignal(undetermined.Reason, undetermined.RetryAfter);
                case StepFinding.NeedsDecision decision:
                    throw new ParkSignal(decision.Problem);
            }
        }

        step.Safety.Should().Be(step.Reconcile is null ? StepSafety.Idempotent : StepSafety.Once);
        entry.Intent = step.Safety == StepSafety.Idempotent && entry.Attempts > 0 ? entry.Intent : step.Intent;
        entry.IntendedAt = time.GetUtcNow();
        entry.TriedSince ??= entry.IntendedAt;
        entry.Attempts++;
        entry.Unresolved = true;
        journal.Written.Add(entry.Intent.ToJson());
        StepData data;
        try
        {
            var attempt = new StepAttempt(Operation, entry.Attempts, entry.Intent, entry.IntendedAt) { TriedSince = entry.TriedSince.Value };
            data = await step.Execute(attempt, cancellationToken);
        }
        catch (CloudCallException e) when (e.Effect == CloudEffect.None)
        {
            entry.Unresolved = false;
            throw e.IsTransient ? new WaitSignal(e.Message, TimeSpan.FromSeconds(1)) : new ParkSignal(new OperationProblem(step.Id, e.Code, e.Message, string.Empty));
        }
        catch (Exception e) when (e is not (WaitSignal or ParkSignal or CrashException))
        {
            throw new WaitSignal(e.Message, TimeSpan.FromSeconds(1));
        }

        return Receive(step, entry, data);
    }

    public Exception Wait(string step, string reason, TimeSpan retryAfter) => new WaitSignal(reason, retryAfter);

    public Exception Park(OperationProblem problem) => new ParkSignal(problem);

    private StepData Receive(StepDefinition step, StepJournal.Entry entry, StepData data)
    {
        entry.Receipt = data;
        entry.Unresolved = false;
        journal.Written.Add(data.ToJson());
        if (step.Apply is { } apply)
        {
            journal.Tenant = apply(journal.Tenant, data);
        }

        return data;
    }
}
