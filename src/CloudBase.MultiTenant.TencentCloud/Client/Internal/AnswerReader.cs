using System.Text.Json;
using Polly;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Tells an answer from a refusal from something that is no answer, in one pass over the pooled body.</summary>
internal static class AnswerReader
{
    public static Outcome<object> Read(Call call, TencentCloudResponse response, CloudClockTracker clock, DateTimeOffset sent, ClientMetrics metrics)
    {
        ReadOnlySpan<byte> body = response.Body.Span;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!EnvelopeReader.TryEnter(ref reader))
            {
                clock.Observe(response.Date, sent);
                return Outcome.FromException<object>(CloudErrors.Unreadable(call.Action, response.StatusCode, body, null));
            }

            if (body.IndexOf("\"Error\""u8) >= 0 && EnvelopeReader.TryReadError(reader, out string code, out string message, out string? requestId))
            {
                call.RequestId = requestId;
                return Refuse(call, response, clock, sent, metrics, code, message);
            }

            clock.Observe(response.Date, sent);
            if (call.Activity is { IsAllDataRequested: true })
            {
                call.RequestId = EnvelopeReader.FindRequestId(body);
            }

            object? result = ReadResult(call, body, ref reader);
            return result is null
                ? Outcome.FromException<object>(CloudErrors.Unreadable(call.Action, response.StatusCode, body, null))
                : Outcome.FromResult(result);
        }
        catch (JsonException exception)
        {
            clock.Observe(response.Date, sent);
            return Outcome.FromException<object>(CloudErrors.Unreadable(call.Action, response.StatusCode, body, exception));
        }
    }

    /// <summary>Reads what stands under <c>Response</c>, as a span where it is the last member: a reader would walk over all of it once more beforehand.</summary>
    private static object? ReadResult(Call call, ReadOnlySpan<byte> body, ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> whole = body.TrimEnd(" \t\r\n"u8);
        if (whole is [.., (byte)'}'])
        {
            try
            {
                return call.Read(whole[(int)reader.TokenStartIndex..^1]);
            }
            catch (JsonException)
            {
                // Other members follow it, or it is no answer: the reader tells which.
            }
        }

        object? result = call.Read(ref reader);
        while (reader.Read())
        {
        }

        return result;
    }

    private static Outcome<object> Refuse(
        Call call, TencentCloudResponse response, CloudClockTracker clock, DateTimeOffset sent, ClientMetrics metrics, string code, string message)
    {
        bool isTime = code.StartsWith("AuthFailure.SignatureExpire", StringComparison.Ordinal);
        bool clockMoved = clock.Observe(response.Date, sent, refusedForTime: isTime);
        CloudCallException error = CloudErrors.Refused(call, code, message, clock.Offset, canSignAgain: isTime && clockMoved);
        if (error is CloudThrottledException)
        {
            metrics.Throttled(call.Action);
        }

        return Outcome.FromException<object>(error);
    }
}
