using CloudBase.MultiTenant.Emulator.Faults;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>The gate before all sandboxes: finds the one that a request is for, checks its token, and streams both ways. Thread-safe.</summary>
internal sealed class SandboxFront(SandboxFleet fleet, FaultInjector faults)
{
    private readonly EnvdService _envd = new(fleet);

    public static SandboxAddress? AddressOf(IHttpRequestFeature request)
    {
        var query = request.QueryString.Length > 0 ? request.QueryString[1..] : string.Empty;
        return SandboxAddress.Of(CloudRequest.WithoutPort(request.Headers.Host.ToString()), request.Path, query, request.Headers);
    }

    public async Task HandleAsync(IFeatureCollection features, SandboxAddress address)
    {
        LiftLimits(features);
        var context = new DefaultHttpContext(features);
        try
        {
            var strikes = faults.Strike("sandbox", OperationOf(context.Request.Method, address));
            if (strikes.Count == 0)
            {
                await ServeAsync(context, address).ConfigureAwait(false);
            }
            else
            {
                await ServeStruckAsync(context, address, strikes).ConfigureAwait(false);
            }

            await context.Response.CompleteAsync().ConfigureAwait(false);
        }
        catch (FleetException exception) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(exception.Error == FleetError.Unavailable ? 503 : 409, exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException || context.Response.HasStarted)
        {
            // The caller went away or sent half a request, or what was begun cannot be finished: only a cut tells it.
            context.Abort();
        }
    }

    private static string OperationOf(string method, SandboxAddress address) => address switch
    {
        { Port: not SandboxAddress.EnvdPort } => "port",
        { Path: "/files" } => method == "POST" ? "files.write" : "files.read",
        _ => address.Path[(address.Path.LastIndexOf('.') + 1)..].TrimStart('/'),
    };

    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } incoming)
        {
            incoming.MinDataRate = null;
        }

        if (features.Get<IHttpMinResponseDataRateFeature>() is { } outgoing)
        {
            outgoing.MinDataRate = null;
        }
    }

    private async Task ServeAsync(HttpContext context, SandboxAddress address)
    {
        if (address.Id is not { } id)
        {
            await ServeLinkAsync(context).ConfigureAwait(false);
            return;
        }

        // Who may not use a paused sandbox does not wake it.
        var mayWake = fleet.Peek(id) is { } known && SandboxGuard.MayWake(context, address, known, fleet.Now);
        SandboxView view;
        SandboxRun run;
        try
        {
            (view, run) = await fleet.AttachAsync(id, mayWake, context.RequestAborted).ConfigureAwait(false);
        }
        catch (FleetException exception) when (exception.Error == FleetError.Conflict && !mayWake && fleet.Peek(id) is { Start.AutoResume: true })
        {
            await context.WriteErrorAsync(401, "The sandbox is paused, and the token that would resume it is missing or is not one of it.").ConfigureAwait(false);
            return;
        }
        catch (FleetException exception) when (exception.Error is FleetError.NotFound or FleetError.Conflict)
        {
            // AGS answers 404 where E2B answers 502.
            var isAgs = address.IsAgsHost || fleet.Peek(id) is { Start.HexId: true };
            await context.WriteNoSandboxAsync(isAgs ? 404 : 502, id).ConfigureAwait(false);
            return;
        }

        using var attached = CancellationTokenSource.CreateLinkedTokenSource(run.Attached, context.RequestAborted);
        if (address.Port == SandboxAddress.EnvdPort)
        {
            await _envd.HandleAsync(context, address.Path, view, run, attached.Token).ConfigureAwait(false);
        }
        else if (!SandboxGuard.MayUsePort(context, view, fleet.Now))
        {
            await context.WriteErrorAsync(401, "The port wants the sandbox's token as X-Access-Token.").ConfigureAwait(false);
        }
        else
        {
            await run.Ports.ForwardAsync(context, address, text => view.Tokens.OpensTraffic(text, fleet.Now), attached.Token).ConfigureAwait(false);
        }
    }

    private async Task ServeLinkAsync(HttpContext context)
    {
        var link = SignedLink.Of(context.Request);
        var view = fleet.All().FirstOrDefault(candidate => candidate.State == FleetState.Running && link.OpensFor(candidate.Tokens, fleet.Now));
        if (view is null)
        {
            await context.WriteErrorAsync(401, "The signature is not one of a running sandbox, or has expired.").ConfigureAwait(false);
            return;
        }

        var (_, run) = await fleet.AttachAsync(view.Id, mayWake: true, context.RequestAborted).ConfigureAwait(false);
        using var attached = CancellationTokenSource.CreateLinkedTokenSource(run.Attached, context.RequestAborted);
        await _envd.HandleAsync(context, "/files", view, run, attached.Token).ConfigureAwait(false);
    }

    private async Task ServeStruckAsync(HttpContext context, SandboxAddress address, IReadOnlyList<FaultStrike> strikes)
    {
        foreach (var strike in strikes)
        {
            switch (strike.Script.Kind)
            {
                case FaultKind.Latency:
                    await Task.Delay(strike.Script.Delay!.Value, fleet.Options.TimeProvider, context.RequestAborted).ConfigureAwait(false);
                    break;
                case FaultKind.Throttle:
                    context.Response.Headers.RetryAfter = "1";
                    await context.WriteErrorAsync(429, strike.Script.Message ?? "The request was throttled by a fault script.").ConfigureAwait(false);
                    return;
                case FaultKind.Error:
                    await context.WriteErrorAsync(500, strike.Script.Message ?? "A fault script answered this call.").ConfigureAwait(false);
                    return;
                case FaultKind.BadGateway:
                    await context.WriteErrorAsync(502, "A fault script answered this call.").ConfigureAwait(false);
                    return;
                case FaultKind.ReplyLostBeforeEffect:
                    context.Abort();
                    return;
                case FaultKind.ReplyLostAfterEffect or FaultKind.ErrorAfterEffect or FaultKind.BadGatewayAfterEffect:
                    await ServeUnheardAsync(context, address).ConfigureAwait(false);
                    return;
            }
        }

        await ServeAsync(context, address).ConfigureAwait(false);
    }

    /// <summary>Does the call to its end, writes its answer nowhere, and cuts the connection.</summary>
    private async Task ServeUnheardAsync(HttpContext context, SandboxAddress address)
    {
        var features = new FeatureCollection(context.Features);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        await ServeAsync(new DefaultHttpContext(features), address).ConfigureAwait(false);
        context.Abort();
    }
}
