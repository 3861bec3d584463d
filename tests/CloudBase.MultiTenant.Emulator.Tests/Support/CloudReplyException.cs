namespace CloudBase.MultiTenant.Emulator.Tests.Support;

internal sealed class CloudReplyException(string code, string message, string requestId) : Exception($"{code}: {message} ({requestId})")
{
    public string Code { get; } = code;

    public string Detail { get; } = message;
}
