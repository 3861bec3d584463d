using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>What the cloud was told to change of collections, documents, functions and ways of signing in, and accepted. Thread-safe.</summary>
internal sealed class WriteLog
{
    private static readonly string[] s_writes =
    [
        "CreateTable", "UpdateTable", "ModifySafeRule", "CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "CreateTrigger", "CreateAuthDomain", "ModifyLoginConfig",
    ];

    private readonly ConcurrentQueue<string> _accepted = new();

    /// <summary>Gets the accepted calls that stand there more than once.</summary>
    internal IEnumerable<string> Doubled => _accepted.GroupBy(w => w).Where(g => g.Count() > 1).Select(g => $"{g.Count()} x {g.Key}");

    internal int Count => _accepted.Count;

    internal void Clear() => _accepted.Clear();

    internal HttpMessageHandler Over(HttpMessageHandler cloud) => new Listener(this, cloud);

    private sealed class Listener(WriteLog log, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string action = request.Headers.TryGetValues("X-TC-Action", out IEnumerable<string>? values) ? values.First() : string.Empty;
            string body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            bool isWrite = s_writes.Contains(action) || (action == "RunCommands" && body.Contains("INSERT", StringComparison.OrdinalIgnoreCase));
            if (isWrite && !(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Contains("\"Error\"", StringComparison.Ordinal))
            {
                log._accepted.Enqueue($"{action} {body}");
            }

            return response;
        }
    }
}
