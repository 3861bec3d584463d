using System.Text;

namespace CloudBase.MultiTenant;

/// <summary>Puts an environment credential into a sandbox for its MCP server, and takes it out. No other kind of credential goes in: it would not compile.</summary>
/// <remarks>
/// The file is readable by one user only (0600, in a folder of 0700) and replaced in one step, so that a reader sees the old lines or the new ones. The lines go in
/// through the standard input of one command: no argument, environment or log has them.
/// </remarks>
public static class SandboxCredentials
{
    /// <summary>The script that writes the file from its standard input, and prints the file's path. What it reads before its turn is in its memory only.</summary>
    internal const string WriteScript = """
        set -eu +axv
        umask 077
        cd "$HOME"
        unset -v cbmt_lines
        cbmt_lines=$(cat)
        [ -n "$cbmt_lines" ]
        cbmt_enter
        mkdir -p .cloudbase/credentials
        printf '%s\n' "$cbmt_lines" >.cloudbase/credentials/.environment.new
        mv -f .cloudbase/credentials/.environment.new .cloudbase/credentials/environment
        printf '\n%s\n' "$PWD/.cloudbase/credentials/environment"
        """;

    /// <summary>The script that removes the file.</summary>
    internal const string RemoveScript = "cbmt_enter\nrm -rf -- \"$HOME/.cloudbase/credentials\"";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Writes the credential's file, over an older one.</summary>
    /// <param name="sandbox">The commands of the sandbox.</param>
    /// <param name="credential">The credential; of the environment of the tenant that the sandbox belongs to.</param>
    /// <param name="user">The user that alone can read the file; null is the sandbox's own. Another is looked at first: nothing is written where the sandbox's own is the same, is root, or has a way to become root or that user.</param>
    /// <param name="cancellationToken">Ends the wait; the file is then the old or the new one.</param>
    /// <returns>The path of the file in the sandbox.</returns>
    /// <exception cref="SandboxUserException">The user cannot keep the file from the sandbox's own.</exception>
    /// <exception cref="SandboxCommandFailedException">The file could not be written.</exception>
    /// <exception cref="SandboxCommandTimeoutException">It took longer than 30 s, and was killed.</exception>
    public static Task<string> WriteCredentialAsync(
        this ISandboxCommands sandbox, EnvironmentCredential credential, string? user = null, CancellationToken cancellationToken = default) =>
        WriteAsync(sandbox, credential, user, null, cancellationToken);

    /// <summary>Writes the credential's file, unless a write or a removal of a higher order was there before.</summary>
    /// <param name="sandbox">The commands of the sandbox.</param>
    /// <param name="credential">The credential; of the environment of the tenant that the sandbox belongs to.</param>
    /// <param name="user">The user that alone can read the file; null is the sandbox's own.</param>
    /// <param name="order">The order of this write among all that writes and removes the file: see <see cref="SandboxCommandOrder"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the file is then the old or the new one, and the new one comes too late where a higher order was there.</param>
    /// <returns>The path of the file in the sandbox.</returns>
    /// <exception cref="SandboxUserException">The user cannot keep the file from the sandbox's own.</exception>
    /// <exception cref="SandboxCommandFailedException">The file could not be written, or a higher order was there: <see cref="SandboxCommandOrder.FindLater"/> says so.</exception>
    /// <exception cref="SandboxCommandTimeoutException">It took longer than 30 s, and was killed.</exception>
    public static Task<string> WriteCredentialAsync(
        this ISandboxCommands sandbox, EnvironmentCredential credential, string? user, long order, CancellationToken cancellationToken) =>
        WriteAsync(sandbox, credential, user, order, cancellationToken);

    /// <summary>Removes the credential's file. Removing what is not there succeeds.</summary>
    /// <param name="sandbox">The commands of the sandbox.</param>
    /// <param name="user">The user that the file was written for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxCommandFailedException">It could not be removed.</exception>
    public static Task RemoveCredentialAsync(this ISandboxCommands sandbox, string? user = null, CancellationToken cancellationToken = default) =>
        RemoveAsync(sandbox, user, null, cancellationToken);

    /// <summary>Removes the credential's file, unless a write or a removal of a higher order was there before. Removing what is not there succeeds.</summary>
    /// <param name="sandbox">The commands of the sandbox.</param>
    /// <param name="user">The user that the file was written for.</param>
    /// <param name="order">The order of this removal among all that writes and removes the file: see <see cref="SandboxCommandOrder"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxCommandFailedException">It could not be removed, or a higher order was there: <see cref="SandboxCommandOrder.FindLater"/> says so.</exception>
    public static Task RemoveCredentialAsync(this ISandboxCommands sandbox, string? user, long order, CancellationToken cancellationToken) =>
        RemoveAsync(sandbox, user, order, cancellationToken);

    private static async Task<string> WriteAsync(ISandboxCommands sandbox, EnvironmentCredential credential, string? user, long? order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(credential);
        string line = SandboxCommandOrder.Line(WriteScript, order);
        if (user is not null)
        {
            await SandboxUserLook.RequireApartAsync(sandbox, user, s_patience, cancellationToken).ConfigureAwait(false);
        }

        byte[] lines = Lines(credential);
        try
        {
            ISandboxProcess process = await sandbox.StartAsync(line, new CommandOptions { OpenInput = true, User = user, Timeout = s_patience }, cancellationToken).ConfigureAwait(false);
            await using (process.ConfigureAwait(false))
            {
                await process.WriteInputAsync(lines, cancellationToken).ConfigureAwait(false);
                await process.CloseInputAsync(cancellationToken).ConfigureAwait(false);
                CommandResult result = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
                return WithoutSecrets(result, credential).EnsureSuccess().StandardOutput.TrimEnd().Split('\n')[^1];
            }
        }
        catch (SandboxCommandTimeoutException exception)
        {
            throw new SandboxCommandTimeoutException(exception.Message, exception.Sandbox!.Value, exception.Timeout, WithoutSecrets(exception.Output, credential), exception.InnerException);
        }
        finally
        {
            Array.Clear(lines);
        }
    }

    private static async Task RemoveAsync(ISandboxCommands sandbox, string? user, long? order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        CommandOptions options = new() { User = user, Timeout = s_patience };
        CommandResult result = await sandbox.RunAsync(SandboxCommandOrder.Line(RemoveScript, order), options, cancellationToken).ConfigureAwait(false);
        result.EnsureSuccess();
    }

    // A shell that shows what it does, or reads, shows the lines too; what a command writes is in the error, and so in logs.
    private static CommandResult WithoutSecrets(CommandResult result, EnvironmentCredential credential) =>
        result with { StandardOutput = WithoutSecrets(result.StandardOutput, credential), StandardError = WithoutSecrets(result.StandardError, credential) };

    private static string WithoutSecrets(string text, EnvironmentCredential credential)
    {
        text = text.Replace(credential.Secret.Reveal(), credential.Secret.ToString(), StringComparison.Ordinal);
        return credential.SessionToken is { } token ? text.Replace(token.Reveal(), token.ToString(), StringComparison.Ordinal) : text;
    }

    private static byte[] Lines(EnvironmentCredential credential)
    {
        StringBuilder lines = new();
        Add(lines, "CLOUDBASE_ENV_ID", credential.Environment.Value);
        if (credential.IsTemporaryKeys)
        {
            Add(lines, "TENCENTCLOUD_SECRETID", credential.Id);
            Add(lines, "TENCENTCLOUD_SECRETKEY", credential.Secret.Reveal());
            Add(lines, "TENCENTCLOUD_SESSIONTOKEN", credential.SessionToken.Reveal());
        }
        else
        {
            Add(lines, "CLOUDBASE_API_KEY", credential.Secret.Reveal());
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    // A line's end in a value would write a line of its own.
    private static void Add(StringBuilder lines, string name, string value) => lines.Append(name).Append('=').Append(
        value.Any(char.IsControl) ? throw new ArgumentException($"The credential's {name} has a control character and cannot be a line of the file.", nameof(value)) : value).Append('\n');
}
