using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>P5: no secret in logs, errors, traces or metrics, whatever the cloud answers.</summary>
public sealed class SecretsTests
{
    private static readonly string[] Canaries = [ClientHost.SecretKey, "canary-session-token-77", "canary-password-31", "canary-in-json", "abcdefghijklmnopqrstuvwxyz0123456789"];

    [Fact]
    public async Task Call_EveryKindOfAnswer_ShowsNoSecretAnywhere()
    {
        var log = new CapturingLoggerProvider();
        ConcurrentQueue<string> shown = new();
        using ActivityListener spans = Listen(shown);
        using MeterListener meters = Measure(shown);
        Answer[] kinds = [.. Enum.GetValues<Answer>().Except([Answer.Stalls, Answer.SlowBody])];
        foreach (Answer kind in kinds)
        {
            var handler = new ScriptedHandler(kind) { Result = "\"ApiKey\":\"canary-in-json\",\"KeyId\":5" };
            using ClientHost host = new(
                handler,
                configure: o => (o.SessionToken, o.MaxRetries, o.RetryDelay) = (new SecretString("canary-session-token-77"), 1, TimeSpan.FromMilliseconds(1)),
                services: s => s.AddLogging(b => b.AddProvider(log).SetMinimumLevel(LogLevel.Trace)));
            await ShowAsync(shown, () => host.Client.CallAsync(
                CamActions.AddUser, new AddUserRequest { Name = "n", Password = "canary-password-31" }, null, CancellationToken.None).AsTask());
            await ShowAsync(shown, () => host.Client.CallAsync(TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, CancellationToken.None).AsTask());
        }

        shown.Should().NotBeEmpty().And.Contain(s => s.Contains("rpc.method"));
        string all = string.Join("\n", shown) + string.Join("\n", log.Entries.Select(e => e.Text));
        Canaries.Should().OnlyContain(c => !all.Contains(c));
    }

    [Fact]
    public void Credential_Shown_HidesItsSecrets() =>
        new TencentCloudCredential("id", new SecretString(Canaries[0]), new SecretString(Canaries[1])).ToString()
            .Should().NotContainAny(Canaries).And.Contain("[secret]");

    private static async Task ShowAsync<T>(ConcurrentQueue<string> shown, Func<Task<T>> call)
    {
        try
        {
            shown.Enqueue((await call())!.ToString()!);
        }
        catch (Exception exception)
        {
            shown.Enqueue(exception.ToString());
        }
    }

    private static ActivityListener Listen(ConcurrentQueue<string> shown)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == CloudBaseTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => shown.Enqueue(a.DisplayName + a.StatusDescription + string.Join(";", a.TagObjects.Select(t => $"{t.Key}={t.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure(ConcurrentQueue<string> shown)
    {
        var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == CloudBaseTelemetry.Name) { l.EnableMeasurementEvents(i); } } };
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => shown.Enqueue(i.Name + string.Join(";", tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => shown.Enqueue(i.Name + string.Join(";", tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
        listener.Start();
        return listener;
    }
}
