using System.Text;
using System.Text.Json;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Transport;

/// <summary>A request as an official client sent it.</summary>
internal sealed record RecordedRequest(
    string Method, string Query, string ContentType, string SignedHost, string Scope, string? Region, string? Token, byte[] Body, string Authorization, string Signature, JsonElement Facts)
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "RecordedRequests");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.http").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static RecordedRequest Load(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".http"));
        JsonElement facts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json"))).RootElement;
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        string[] lines = Encoding.UTF8.GetString(bytes, 0, end).Split("\r\n");
        Dictionary<string, string> headers = lines.Skip(1).Select(l => l.Split(':', 2))
            .ToDictionary(p => p[0], p => p[1].TrimStart(), StringComparer.OrdinalIgnoreCase);
        string[] start = lines[0].Split(' ');
        string authorization = headers["Authorization"];
        string host = facts.GetProperty("hostSignedAs").GetString() == "host-header-as-sent" ? headers["Host"] : headers["Host"].Split(':')[0];
        return new RecordedRequest(
            start[0],
            start[1].Contains('?') ? start[1][(start[1].IndexOf('?') + 1)..] : string.Empty,
            headers["Content-Type"],
            host,
            facts.GetProperty("credentialScope").GetString()!.Split('/')[1],
            headers.GetValueOrDefault("X-TC-Region") is { Length: > 0 } region ? region : null,
            headers.GetValueOrDefault("X-TC-Token"),
            bytes[(end + 4)..],
            authorization.Replace("TC3-HMAC-SHA256  ", "TC3-HMAC-SHA256 ", StringComparison.Ordinal),
            facts.GetProperty("signature").GetString()!,
            facts);
    }
}
