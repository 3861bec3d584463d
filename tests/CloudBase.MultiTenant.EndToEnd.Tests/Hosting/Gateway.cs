using System.Net;
using System.Net.Http.Headers;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Hosting;

/// <summary>Calls an environment as a tenant's application would, with the API key alone.</summary>
internal static class Gateway
{
    internal static async Task<HttpStatusCode> CallAsync(CloudBaseEmulator emulator, EnvironmentId environment, EnvironmentCredential credential)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(emulator.Endpoint, $"/_gateway/{environment}/v1/functions/any"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Secret.Reveal());
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
