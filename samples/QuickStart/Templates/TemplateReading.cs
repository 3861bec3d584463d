using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant;
using QuickStart.CommandLine;

namespace QuickStart.Templates;

/// <summary>Reads the template that new tenants' environments get. What is wrong with it is said before anything is bought.</summary>
internal static class TemplateReading
{
    private const string Next = "Correct what is named above and run again; nothing was bought. docs/concepts/templates.md says what may stand where.";

    internal static async Task<EnvironmentTemplate> ReadAsync(string path, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            string json = InputFile.Text(await InputFile.ReadAsync(path, "--template", settings, cancellationToken));
            ThrowIfNoJson(path, json);
            return EnvironmentTemplate.Parse(json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QuickStartException(
                $"The template file '{path}' cannot be read: {e.Message}", "Give a readable file with --template FILE, or leave the option out.", ExitCodes.Usage);
        }
        catch (DecoderFallbackException)
        {
            throw new QuickStartException($"The template file '{path}' is no UTF-8 text.", "Save it as UTF-8 and run again; nothing was bought.", ExitCodes.Usage);
        }
        catch (TemplateInvalidException e)
        {
            throw new QuickStartException(string.Join(Environment.NewLine, e.Problems.Select(p => $"{path}: {p}")), Next, ExitCodes.Usage);
        }
    }

    // The library names paths, which a text that is no JSON has none of: its line is named here.
    private static void ThrowIfNoJson(string path, string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new QuickStartException($"{path}:{e.LineNumber + 1}: this is no JSON: {e.Message.Split(" LineNumber:")[0]}", Next, ExitCodes.Usage);
        }
    }
}
