using System.Collections.Concurrent;
using CloudBase.MultiTenant.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Broker;

/// <summary>A real port before an emulator that counts every call by its action.</summary>
internal sealed class CountingFront : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly HttpMessageInvoker _emulator;
    private readonly ConcurrentQueue<string> _actions = new();

    private CountingFront(WebApplication server, CloudBaseEmulator emulator) => (_server, _emulator) = (server, new HttpMessageInvoker(emulator.CreateHandler()));

    internal Uri Endpoint => new(_server.Urls.Single());

    internal static async Task<CountingFront> StartAsync(CloudBaseEmulator emulator)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        CountingFront front = new(server, emulator);
        server.Run(front.PassOnAsync);
        await server.StartAsync();
        return front;
    }

    internal int Count(string action) => _actions.Count(a => a == action);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _emulator.Dispose();
    }

    private async Task PassOnAsync(HttpContext context)
    {
        _actions.Enqueue(context.Request.Headers["X-TC-Action"].ToString());
        MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), new Uri(Endpoint, context.Request.Path + context.Request.QueryString.Value));
        request.Content = new ByteArrayContent(body.ToArray());
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToString()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        using HttpResponseMessage response = await _emulator.SendAsync(request, CancellationToken.None);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body);
    }
}
