using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What callers are told when the journal cannot be written any more: nothing is carried out, and why.</summary>
internal static class BrokenJournal
{
    /// <summary>Answers a call, in the cloud's envelope where that is what its client reads.</summary>
    public static CloudReply Called(CloudRequest request, string requestId, string why) =>
        request.Path == "/" ? new() { Body = Envelope.Error("InternalError", why, requestId) } : Managed(why);

    /// <summary>Answers the emulator's own endpoints, <c>/_emulator/health</c> too: it is not ready.</summary>
    public static CloudReply Managed(string why) => PageReply.Error(503, why);
}
