using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Persistence;

/// <summary>A real kill -9 of the emulator's own process in the middle of orders: what was answered is there afterwards.</summary>
public sealed class KillTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-kill-").FullName;

    [Fact]
    public async Task Ledger_AfterKills_HoldsEveryAnsweredOrderAndNoneTwice()
    {
        var answered = new ConcurrentBag<string>();
        using var arrivals = new SemaphoreSlim(0);
        for (var round = 1; round <= 4; round++)
        {
            using var emulator = await EmulatorProcess.StartAsync("--urls", "http://127.0.0.1:0", "--data", _directory, "--no-limits");
            var callers = Enumerable.Range(0, 8).Select(_ => OrderUntilCutAsync(emulator.Endpoint, answered, arrivals)).ToList();
            await Task.WhenAny(ArrivedAsync(arrivals, 15 * round), Task.WhenAll(callers));
            await emulator.KillAsync();
            await Task.WhenAll(callers);
        }

        await using var restarted = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { DataDirectory = _directory, Listen = false });
        var ledger = restarted.Ledger.Select(entry => entry.EnvironmentId).ToList();
        answered.Count.Should().BeGreaterThan(100);
        ledger.Should().OnlyHaveUniqueItems();
        answered.Except(ledger).Should().BeEmpty("an answered order must not be lost");
        (ledger.Count - answered.Count).Should().BeInRange(0, 8 * 4, "only the orders in flight at a kill may be there unanswered");
        restarted.GetState().Environments.Select(environment => environment.Id).Should().BeEquivalentTo(ledger.Append(restarted.ManagementEnvironmentId));
        restarted.GetState().Balance.Should().Be(1_000_000m - (ledger.Count * 39.9m));
        restarted.Ledger.Select(entry => entry.OrderId).Should().OnlyHaveUniqueItems();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task ArrivedAsync(SemaphoreSlim arrivals, int count)
    {
        for (var index = 0; index < count; index++)
        {
            await arrivals.WaitAsync();
        }
    }

    private static async Task OrderUntilCutAsync(Uri endpoint, ConcurrentBag<string> answered, SemaphoreSlim arrivals)
    {
        using var client = new HttpClient();
        try
        {
            while (true)
            {
                var payload = Encoding.UTF8.GetBytes("""{"Alias":"kill","PackageId":"baas_personal","Resources":["flexdb"]}""");
                var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
                using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(payload) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                request.Headers.TryAddWithoutValidation("Authorization", TestSigner.Authorization(
                    CloudBaseEmulatorOptions.DefaultSecretId, CloudBaseEmulatorOptions.DefaultSecretKey, "127", endpoint.Authority, "application/json", timestamp, payload));
                request.Headers.Add("X-TC-Action", "CreateEnv");
                request.Headers.Add("X-TC-Version", "2018-06-08");
                request.Headers.Add("X-TC-Timestamp", $"{timestamp}");
                using var response = await client.SendAsync(request);
                using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                answered.Add(document.RootElement.GetProperty("Response").GetProperty("EnvId").GetString()!);
                arrivals.Release();
            }
        }
        catch (HttpRequestException)
        {
            // The process is gone, and with it the calls in flight.
        }
    }
}
