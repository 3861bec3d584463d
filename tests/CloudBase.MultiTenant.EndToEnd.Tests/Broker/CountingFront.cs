using System.Collections.Concurrent;
using CloudBase.MultiTenant.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Broker;

/// <summary>A real port before an emulator that counts every call by its action, and can hold one until its caller is gone.</summary>
internal sealed class CountingFront : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly HttpMessageInvoker _emulator;
    private readonly ConcurrentQueue<string> _actions = new();
    private HeldCall? _hold;

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

    /// <summary>Holds the next call of an action until whoever sent it is gone.</summary>
    /// <param name="action">The action.</param>
    /// <param name="afterTheCloud">Whether the cloud has acted by then, and only the answer is lost; it never hears of the call otherwise.</param>
    /// <returns>Done when the call is held.</returns>
    internal Task HoldNext(string action, bool afterTheCloud)
    {
        _hold = new HeldCall(action, afterTheCloud);
        return _hold.IsHeld.Task;
    }

    internal int Count(string action) => _actions.Count(a => a == action);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _emulator.Dispose();
    }

    private async Task PassOnAsync(HttpContext context)
    {
        string action = context.Request.Headers["X-TC-Action"].ToString();
        HeldCall? held = _hold is { } hold && hold.Action == action && Interlocked.CompareExchange(ref _hold, null, hold) == hold ? hold : null;
        if (held is { AfterTheCloud: false })
        {
            await HoldAsync(held, context);
            return;
        }

        _actions.Enqueue(action);
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
        if (held is not null)
        {
            await HoldAsync(held, context);
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body);
    }

    private static async Task HoldAsync(HeldCall held, HttpContext context)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
        held.IsHeld.SetResult();
        await gone.Task;
    }

    private sealed record HeldCall(string Action, bool AfterTheCloud)
    {
        public TaskCompletionSource IsHeld { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
