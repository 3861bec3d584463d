namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>What is done in a sandbox to make it the template: files, script, no credentials, check.</summary>
internal static class TemplateWork
{
    private const int ShownOutput = 500;

    public static async Task RunAsync(ISandbox sandbox, SandboxTemplate template, CancellationToken cancellationToken)
    {
        foreach ((string path, string content) in template.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            await WriteAsync(sandbox, template, path, content, cancellationToken).ConfigureAwait(false);
        }

        await RunAsync(sandbox, template, template.PrepareScript, template.PrepareTimeout, SandboxTemplateStage.Prepare, cancellationToken).ConfigureAwait(false);
        foreach (string path in HomePaths.Credentials)
        {
            await sandbox.Files.RemoveAsync(path, cancellationToken).ConfigureAwait(false);
        }

        await RunAsync(sandbox, template, template.CheckCommand, template.CheckTimeout, SandboxTemplateStage.Check, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(ISandbox sandbox, SandboxTemplate template, string path, string content, CancellationToken cancellationToken)
    {
        try
        {
            await sandbox.Files.WriteTextAsync(path, content, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxFileException exception)
        {
            throw new SandboxTemplateException(
                $"The file '{path}' of template '{template.Name}' {template.Version} could not be written: {exception.Message}", template.Name, template.Version, SandboxTemplateStage.Files, innerException: exception);
        }
    }

    private static async Task RunAsync(ISandbox sandbox, SandboxTemplate template, string? command, TimeSpan timeout, SandboxTemplateStage stage, CancellationToken cancellationToken)
    {
        if (command is null)
        {
            return;
        }

        try
        {
            CommandResult result = await sandbox.Commands.RunAsync(command, new CommandOptions { Timeout = timeout }, cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                throw Failed(template, stage, $"ended with {(result.Signal is { } signal ? $"a signal ({signal})" : $"exit code {result.ExitCode}")}", result);
            }
        }
        catch (SandboxCommandTimeoutException exception)
        {
            throw Failed(template, stage, $"ran longer than {timeout}", exception.Output, exception);
        }
    }

    private static SandboxTemplateException Failed(SandboxTemplate template, SandboxTemplateStage stage, string how, CommandResult output, Exception? innerException = null)
    {
        string text = (output.StandardError.Length > 0 ? output.StandardError : output.StandardOutput).Trim();
        string end = text.Length == 0 ? "It wrote nothing." : $"The end of what it wrote: {(text.Length > ShownOutput ? "…" + text[^ShownOutput..] : text)}";
        return new SandboxTemplateException(
            $"The {(stage == SandboxTemplateStage.Check ? "check" : "script")} of template '{template.Name}' {template.Version} {how}; nothing was saved. {end}",
            template.Name,
            template.Version,
            stage,
            output,
            innerException);
    }
}
