using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>A CAM policy of version 2.0. Immutable; its text is canonical, so that equal policies have equal hashes.</summary>
public sealed class PolicyDocument
{
    /// <summary>The longest document that the cloud takes, in characters of compact JSON (facts: CAM use limits).</summary>
    public const int MaxCharacters = 6144;

    /// <summary>The most actions in one statement: more were seen to be refused by GetFederationToken.</summary>
    public const int MaxActionsPerStatement = 30;

    private readonly string _json;

    /// <summary>Makes a document.</summary>
    /// <param name="statements">The statements, in the order in which they are written.</param>
    public PolicyDocument(IEnumerable<PolicyStatement> statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        Statements = [.. statements];
        byte[] utf8 = PolicyJson.Write(Statements);
        _json = Encoding.UTF8.GetString(utf8);
        Hash = Convert.ToHexStringLower(SHA256.HashData(utf8));
    }

    /// <summary>Gets the statements.</summary>
    public IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>Gets the SHA-256 of the canonical compact JSON, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Reads a document.</summary>
    /// <param name="json">The JSON, as the cloud takes it.</param>
    /// <exception cref="FormatException">It is no policy of version 2.0, or has a member that is not known.</exception>
    public static PolicyDocument Parse(string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(json);
        return new PolicyDocument(PolicyJson.Read(json));
    }

    /// <summary>Writes canonical compact JSON.</summary>
    public string ToJson() => _json;

    /// <summary>Returns the canonical compact JSON.</summary>
    public override string ToString() => _json;
}
