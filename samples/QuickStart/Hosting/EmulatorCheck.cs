using System.Net;
using QuickStart.CommandLine;

namespace QuickStart.Hosting;

/// <summary>Makes sure that an endpoint is an emulator, so that nothing is bought for real without --live.</summary>
internal static class EmulatorCheck
{
    internal static async Task ThrowIfNoneAsync(Uri endpoint, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        string start = Advice.ForEndpoint(endpoint, settings);
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(endpoint, "/_emulator/health"), cancellationToken);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                throw new QuickStartException($"The emulator at {endpoint} is not ready: {await response.Content.ReadAsStringAsync(cancellationToken)}", start);
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new QuickStartException(
                    $"{endpoint} is no emulator: it answered HTTP {(int)response.StatusCode} to /_emulator/health. The real cloud is only used with --live.", start);
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new QuickStartException($"Nothing answers at {endpoint}: {e.Message}", start);
        }
    }
}
