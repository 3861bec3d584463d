using System.Text;

namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>A request as a service saw it.</summary>
internal sealed record SeenRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Line => $"{Method} {Uri.PathAndQuery}";

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The JSON of a body that is one envelope.</summary>
    public string Message => Encoding.UTF8.GetString(Body.AsSpan(5));
}
