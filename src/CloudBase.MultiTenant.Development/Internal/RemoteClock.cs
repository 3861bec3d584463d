using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>The clock of an emulator that runs elsewhere, over <c>/_emulator/clock</c>.</summary>
internal sealed class RemoteClock(Uri endpoint)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly Uri _address = new(endpoint, "/_emulator/clock");

    /// <summary>Reads how far it was advanced in total.</summary>
    /// <exception cref="HttpRequestException">Nothing answers, or it is refused; the message says why.</exception>
    public Task<TimeSpan> ReadAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, null, cancellationToken);

    /// <summary>Advances it, and reads how far it was advanced in total.</summary>
    /// <exception cref="HttpRequestException">Nothing answers, or it is refused; the message says why.</exception>
    public Task<TimeSpan> AdvanceAsync(TimeSpan span, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $$"""{"advance":"{{span:c}}"}"""), cancellationToken);

    private async Task<TimeSpan> SendAsync(HttpMethod method, string? body, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { Timeout = s_patience };
        using HttpRequestMessage request = new(method, _address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"The emulator at {endpoint} refused {method} {_address.AbsolutePath}: {text}", null, response.StatusCode);
            }

            using JsonDocument clock = JsonDocument.Parse(text);
            return TimeSpan.Parse(clock.RootElement.GetProperty("advanced").GetString()!, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is TaskCanceledException { InnerException: TimeoutException } or JsonException or KeyNotFoundException or FormatException)
        {
            throw new HttpRequestException($"What answers at {_address} is no emulator that tells its time: {e.Message}", e);
        }
    }
}
