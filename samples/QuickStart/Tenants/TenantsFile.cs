using System.Text;
using CloudBase.MultiTenant;
using QuickStart.CommandLine;

namespace QuickStart.Tenants;

/// <summary>Reads the tenants to onboard: one id a line.</summary>
internal static class TenantsFile
{
    internal static async Task<IReadOnlyList<TenantId>> ReadAsync(QuickStartSettings settings, CancellationToken cancellationToken)
    {
        string path = settings.TenantsFile;
        byte[] bytes = [];
        string[] lines;
        try
        {
            bytes = await InputFile.ReadAsync(path, "--tenants", settings, cancellationToken);
            lines = InputFile.Text(bytes).ReplaceLineEndings("\n").Split('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QuickStartException(
                $"The tenants file '{path}' cannot be read: {e.Message}", "Give a readable file with --tenants FILE, or leave the option out.", ExitCodes.Usage);
        }
        catch (DecoderFallbackException)
        {
            throw new QuickStartException(
                $"The tenants file '{path}' is no UTF-8 text.", $"Save it as UTF-8, {Conversion(bytes)} -t UTF-8 {Shell.Quote(path)} > tenants-utf8.txt", ExitCodes.Usage);
        }

        return Parse(path, lines);
    }

    /// <summary>Without -f, iconv takes what it reads for the terminal's encoding, which is UTF-8, and refuses it as well.</summary>
    private static string Conversion(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]
        ? "for example: iconv -f UTF-16"
        : "for example, if it is from a Chinese Windows (iconv -l lists what else there is): iconv -f GB18030";

    private static List<TenantId> Parse(string path, string[] lines)
    {
        List<TenantId> tenants = [];
        Dictionary<TenantId, int> seen = [];
        List<string> problems = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]) || lines[i].StartsWith('#'))
            {
                continue;
            }

            if (Check(lines[i], i + 1, seen, out TenantId tenant) is { } problem)
            {
                problems.Add($"{path}:{i + 1}: {problem}");
                continue;
            }

            tenants.Add(tenant);
        }

        if (problems.Count > 0)
        {
            throw new QuickStartException(string.Join(Environment.NewLine, problems), "Correct the lines named above and run again; nothing was bought.", ExitCodes.Usage);
        }

        return tenants.Count > 0
            ? tenants
            : throw new QuickStartException($"The tenants file '{path}' names no tenant.", "Write one tenant id on each line.", ExitCodes.Usage);
    }

    private static string? Check(string line, int number, Dictionary<TenantId, int> seen, out TenantId tenant)
    {
        tenant = default;
        if (line.Trim().Length != line.Length)
        {
            return $"'{line}' begins or ends with white space: remove it, or the id would be another one than the identity provider sends.";
        }

        try
        {
            tenant = TenantId.Parse(line);
        }
        catch (FormatException e)
        {
            return e.Message;
        }

        return seen.TryAdd(tenant, number) ? null : $"'{line}' is on line {seen[tenant]} already: remove one of the two.";
    }
}
