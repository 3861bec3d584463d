using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Faults;
using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>Tencent Cloud API 3.0: admits a call, lets faults strike, carries it out under the state's gate, and writes the envelope. Thread-safe.</summary>
internal sealed class ControlPlane
{
    private readonly AccountState _state;
    private readonly SandboxFleet _sandboxes;
    private readonly CallAdmission _admission;
    private readonly FaultInjector _faults;
    private readonly PolicyEvaluator _policies = new();
    private readonly ReplyBuffer.Pool _buffers;
    private readonly TimeProvider _time;

    public ControlPlane(AccountState state, SandboxFleet sandboxes, FaultInjector faults, ReplyBuffer.Pool buffers)
    {
        _state = state;
        _sandboxes = sandboxes;
        _faults = faults;
        _buffers = buffers;
        _time = state.Options.TimeProvider;
        _admission = new CallAdmission(state.Options, new Authenticator(state.FindIdentity));
        state.LateCallLanding = Land;
    }

    public void Forget() => _admission.Forget();

    public async ValueTask<CloudReply> HandleAsync(CloudRequest request, RequestEntry entry)
    {
        var requestId = entry.RequestId;
        AdmittedCall call;
        try
        {
            call = _admission.Admit(request, requestId, _time.GetUtcNow() + _faults.ClockSkew, CallerTime.Of(request, _time) + _faults.ClockSkew);
        }
        catch (CloudErrorException error)
        {
            entry.NotAdmitted(request);
            return Refuse(error.Code, error.Message, requestId, Task.CompletedTask);
        }

        using (call)
        {
            entry.Admitted(call, request);
            var strikes = _faults.Strike(call.Definition.Service, call.Definition.Name);
            entry.Struck(strikes);
            if (strikes.Count > 0 && await StrikeBeforeAsync(call, strikes).ConfigureAwait(false) is { } struck)
            {
                return struck;
            }

            var reply = CarryOut(call, strikes, entry.Access);
            return strikes.Count == 0 ? reply : await StrikeAfterAsync(call, strikes, reply).ConfigureAwait(false);
        }
    }

    private CloudReply CarryOut(AdmittedCall call, IReadOnlyList<FaultStrike> strikes, AccessTrace access)
    {
        var buffer = _buffers.Rent();
        var durable = Task.CompletedTask;
        try
        {
            lock (_state.Gate)
            {
                var now = _time.GetUtcNow();
                _state.Settle(now);
                try
                {
                    buffer.Json.WriteStartObject();
                    buffer.Json.WriteStartObject("Response");
                    Execute(call.Definition, Context(call, now, buffer.Json, strikes, access));
                }
                finally
                {
                    durable = _state.Commit();
                }
            }

            buffer.Json.WriteString("RequestId", call.RequestId);
            buffer.Json.WriteEndObject();
            buffer.Json.WriteEndObject();
            buffer.Json.Flush();
            return CloudReply.Take(buffer, durable: durable);
        }
        catch (CloudErrorException error)
        {
            buffer.Return();
            return Refuse(error.Code, error.Message, call.RequestId, durable);
        }
#pragma warning disable CA1031 // A defect of the emulator must reach the caller as the cloud's would: in the envelope, named.
        catch (Exception defect) when (defect is not IOException)
        {
            buffer.Return();
            return Refuse("InternalError", $"The emulator failed at {call.Definition.FullName}: {defect}", call.RequestId, durable);
        }
#pragma warning restore CA1031
    }

    private static void Execute(ActionDefinition definition, ActionContext context)
    {
        AccessControl.Require(context, definition);
        definition.Execute(context);
    }

    private ActionContext Context(AdmittedCall call, DateTimeOffset now, Utf8JsonWriter json, IReadOnlyList<FaultStrike> strikes, AccessTrace access) => new()
    {
        State = _state,
        Sandboxes = _sandboxes,
        Arguments = new Arguments(call.Arguments.RootElement),
        Caller = call.Signer.Identity,
        Now = now,
        Region = call.Region,
        Host = call.Host,
        Origin = new OrderOrigin(call.RequestId, call.Signer.Signature, call.Signer.SignedAt),
        Policies = _policies,
        Json = json,
        Strikes = strikes,
        Access = access,
    };

    private async ValueTask<CloudReply?> StrikeBeforeAsync(AdmittedCall call, IReadOnlyList<FaultStrike> strikes)
    {
        foreach (var strike in strikes)
        {
            switch (strike.Script.Kind)
            {
                case FaultKind.Latency:
                    await Task.Delay(strike.Script.Delay!.Value, _time).ConfigureAwait(false);
                    break;
                case FaultKind.Throttle:
                    return Refuse("RequestLimitExceeded", strike.Script.Message ?? "The request was throttled by a fault script.", call.RequestId, Task.CompletedTask);
                case FaultKind.Error:
                    return Scripted(strike.Script, call.RequestId);
                case FaultKind.BadGateway:
                    return BadGateway();
                case FaultKind.ReplyLostBeforeEffect:
                    return CloudReply.Aborted;
                case FaultKind.LandsLate:
                    await PostponeAsync(call, strike).ConfigureAwait(false);
                    return CloudReply.Aborted;
            }
        }

        return null;
    }

    private static async ValueTask<CloudReply> StrikeAfterAsync(AdmittedCall call, IReadOnlyList<FaultStrike> strikes, CloudReply reply)
    {
        foreach (var strike in strikes)
        {
            if (strike.Script.Kind is not (FaultKind.ErrorAfterEffect or FaultKind.BadGatewayAfterEffect or FaultKind.ReplyLostAfterEffect))
            {
                continue;
            }

            await reply.Durable.ConfigureAwait(false);
            reply.Dispose();
            return strike.Script.Kind switch
            {
                FaultKind.ErrorAfterEffect => Scripted(strike.Script, call.RequestId),
                FaultKind.BadGatewayAfterEffect => BadGateway(),
                _ => CloudReply.Aborted,
            };
        }

        return reply;
    }

    private Task PostponeAsync(AdmittedCall call, FaultStrike strike)
    {
        lock (_state.Gate)
        {
            var now = _time.GetUtcNow();
            _state.Settle(now);
            var latest = call.Signer.SignedAt + FaultScript.LatestLanding;
            var landsAt = strike.Script.Delay is { } delay ? now + delay : now + ((latest - now) * strike.Fraction);
            _state.Add(_state.Numbered(
                new LateCallRecord
                {
                    LandsAt = landsAt < latest ? landsAt : latest,
                    Service = call.Definition.Service,
                    Action = call.Definition.Name,
                    Region = call.Region,
                    Arguments = call.Arguments.RootElement.GetRawText(),
                    RequestId = call.RequestId,
                    Signature = call.Signer.Signature,
                    SignedAt = call.Signer.SignedAt,
                    CallerUin = call.Signer.Identity.UserUin,
                    SessionPolicy = call.Signer.Identity.SessionPolicy,
                },
                now));
            return _state.Commit();
        }
    }

    /// <summary>Carries out a call whose reply was lost long ago. The gate is held; whether it succeeds nobody is told.</summary>
    private void Land(LateCallRecord late)
    {
        if (ActionCatalog.Find(late.Service, late.Action) is not { } definition)
        {
            return;
        }

        var identity = new AccessIdentity(string.Empty, string.Empty, late.CallerUin, null, null, late.SessionPolicy, true, null);
        using var arguments = JsonDocument.Parse(late.Arguments);
        var unread = _buffers.Rent();
        try
        {
            unread.Json.WriteStartObject();
            using var call = new AdmittedCall(definition, new SignedBy(identity, late.SignedAt, late.Signature), late.Region, arguments, late.RequestId);
            Execute(definition, Context(call, late.LandsAt, unread.Json, [], new AccessTrace()));
        }
        catch (CloudErrorException)
        {
            // The order was refused when it came; that is an outcome too.
        }
        finally
        {
            unread.Return();
        }
    }

    private static CloudReply BadGateway() => new()
    {
        Status = 502,
        ContentType = "text/html",
        Body = Encoding.UTF8.GetBytes("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"),
    };

    private static CloudReply Scripted(FaultScript script, string requestId) =>
        Refuse(script.ErrorCode ?? "InternalError", script.Message ?? "A fault script answered this call.", requestId, Task.CompletedTask);

    private static CloudReply Refuse(string code, string message, string requestId, Task durable) => new()
    {
        Body = Envelope.Error(code, message, requestId),
        Durable = durable,
    };
}
