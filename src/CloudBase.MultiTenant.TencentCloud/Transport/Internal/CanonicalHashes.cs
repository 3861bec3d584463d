namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Hashes of canonical requests that were signed a moment ago: a wait or a listing asks the same thing over and over. Thread-safe.</summary>
/// <remarks>
/// The canonical request holds no time, so the same question hashes to the same; within a second, which is how finely a signature tells
/// time, it has the same signature too. Only bodies of reads are kept, which hold no secret, and only from the second time that they are seen.
/// </remarks>
internal sealed class CanonicalHashes
{
    private const int LongestBody = 512;

    /// <summary>A power of two, and more than what a host asks again and again at a time; two that share a place take turns in it.</summary>
    private const int Places = 64;

    private readonly Entry?[] _kept = new Entry?[Places];
    private readonly int[] _seen = new int[Places];

    /// <summary>Finds what is kept of this very request.</summary>
    public Entry? Find(in SigningInput input) =>
        Fits(input) && Volatile.Read(ref _kept[Place(Fingerprint(input))]) is { } entry && entry.IsFor(input) ? entry : null;

    /// <summary>Keeps the hash of a request that was seen before.</summary>
    public void Note(in SigningInput input, ReadOnlySpan<byte> hex)
    {
        if (!Fits(input))
        {
            return;
        }

        int fingerprint = Fingerprint(input);
        ref int seen = ref _seen[Place(fingerprint)];
        if (Volatile.Read(ref seen) == fingerprint)
        {
            Volatile.Write(ref _kept[Place(fingerprint)], new Entry(input, hex));
        }

        Volatile.Write(ref seen, fingerprint);
    }

    // What is signed over is compared whole: a request that only resembles the kept one must not get its hash.
    private static bool Fits(in SigningInput input) =>
        input.IsRead && input.Body.Length <= LongestBody && input.Method is null && input.Query is null && input.ContentType is null;

    private static int Place(int fingerprint) => fingerprint & (Places - 1);

    private static int Fingerprint(in SigningInput input)
    {
        HashCode hash = default;
        hash.AddBytes(input.Body);
        hash.Add(input.Host.Length);
        return hash.ToHashCode();
    }

    /// <summary>A request that was signed before.</summary>
    internal sealed class Entry(in SigningInput input, ReadOnlySpan<byte> hex)
    {
        private readonly string _host = input.Host;
        private readonly string? _action = input.Action;
        private readonly byte[] _body = input.Body.ToArray();
        private Signed? _signed;

        public byte[] Hex { get; } = hex.ToArray();

        public bool IsFor(in SigningInput input) => _host == input.Host && _action == input.Action && input.Body.SequenceEqual(_body);

        /// <summary>Returns the header of this second, when it was made with the same key for the same service.</summary>
        public string? Authorization(in SigningInput input, long second) =>
            Volatile.Read(ref _signed) is { } signed && signed.Second == second && ReferenceEquals(signed.Key, input.Credential.SecretKey)
                && signed.KeyId == input.Credential.SecretId && signed.Service == input.Service
                    ? signed.Authorization
                    : null;

        public void Keep(in SigningInput input, long second, string authorization) =>
            Volatile.Write(ref _signed, new Signed(second, input.Credential.SecretKey, input.Credential.SecretId, input.Service, authorization));

        private sealed record Signed(long Second, SecretString Key, string KeyId, string Service, string Authorization);
    }
}
