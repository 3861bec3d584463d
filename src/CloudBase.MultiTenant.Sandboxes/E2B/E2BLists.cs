using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Reads lists page by page.</summary>
internal sealed class E2BLists(E2BClient client)
{
    private const int MostPerPage = 100;

    /// <summary>What a service answers that has no such call.</summary>
    private static readonly int[] s_noSuchCall = [404, 405, 501];

    private volatile bool _hasNoSnapshots;

    /// <summary>Gets whether the service has answered that it has no list of snapshots.</summary>
    public bool HasNoSnapshots => _hasNoSnapshots;

    public async IAsyncEnumerable<SandboxAnswer> ListAsync(SandboxQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] states = [.. query.States.Select(StateOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (query.States.Count > 0 && states.Length == 0)
        {
            // The service lists no other states.
            yield break;
        }

        List<string> parameters = [$"state={(states.Length == 0 ? "running,paused" : string.Join(',', states))}", Limit(query.PageSize)];
        if (query.Metadata.Count > 0)
        {
            parameters.Add("metadata=" + MetadataOf(query.Metadata));
        }

        await foreach (SandboxAnswer one in PagesAsync("/sandboxes", "GET /sandboxes", parameters, E2BJsonContext.Default.ListSandboxAnswer, VersionedCalls.Lists, cancellationToken).ConfigureAwait(false))
        {
            // Services exist that leave filters alone.
            if (Matches(one, query.Metadata) && (states.Length == 0 || one.State is null || states.Contains(one.State, StringComparer.Ordinal)))
            {
                yield return one;
            }
        }
    }

    /// <exception cref="NotSupportedException">The service has no such list.</exception>
    public IAsyncEnumerable<SnapshotAnswer> ListSnapshotsAsync(SandboxId? sandbox, CancellationToken cancellationToken)
    {
        List<string> parameters = [Limit(null)];
        if (sandbox is { } id)
        {
            parameters.Add("sandboxID=" + Uri.EscapeDataString(id.Value));
        }

        // Where a sandbox is named, 404 may speak of that.
        int[] noSuchList = sandbox is null ? s_noSuchCall : [.. s_noSuchCall.Where(s => s != 404)];
        return PagesAsync("/snapshots", "GET /snapshots", parameters, E2BJsonContext.Default.ListSnapshotAnswer, VersionedCalls.None, cancellationToken, noSuchList);
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string path, string action, List<string> parameters, JsonTypeInfo<List<T>> type, VersionedCalls versioned, [EnumeratorCancellation] CancellationToken cancellationToken, int[]? noSuchList = null)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? next = null;
        do
        {
            string query = string.Join('&', next is null ? parameters : [.. parameters, "nextToken=" + Uri.EscapeDataString(next)]);
            E2BCall call = new(HttpMethod.Get, $"{path}?{query}", action, CallSafety.Safe) { Versioned = versioned, Accepts = next is null ? noSuchList ?? [] : [] };
            E2BAnswer answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (call.Accepts.Contains(answer.Status))
            {
                _hasNoSnapshots = true;
                throw new NotSupportedException($"The E2B service has no list of snapshots: it answered {action} with HTTP {answer.Status}.");
            }

            foreach (T one in E2BClient.Read(call, answer, type))
            {
                yield return one;
            }

            next = answer.NextToken;
        }
        while (next is not null && seen.Add(next));
    }

    private static string Limit(int? pageSize) => pageSize is null or (>= 1 and <= MostPerPage)
        ? string.Create(CultureInfo.InvariantCulture, $"limit={pageSize ?? MostPerPage}")
        : throw new ArgumentException($"PageSize is {pageSize}: give 1 to {MostPerPage}.", nameof(pageSize));

    // A query within a query, whose parts were encoded once before: the service decodes three times.
    private static string MetadataOf(IReadOnlyDictionary<string, string> metadata) =>
        Uri.EscapeDataString(string.Join('&', metadata.Select(p => $"{Twice(p.Key)}={Twice(p.Value)}")));

    private static string Twice(string text) => Uri.EscapeDataString(Uri.EscapeDataString(text));

    private static bool Matches(SandboxAnswer one, IReadOnlyDictionary<string, string> metadata) =>
        metadata.All(p => one.Metadata is not null && one.Metadata.TryGetValue(p.Key, out string? value) && value == p.Value);

    private static string? StateOf(SandboxState state) => state switch
    {
        SandboxState.Running => "running",
        SandboxState.Paused => "paused",
        _ => null,
    };
}
