using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>Runs a page's shell lines unchanged, in a folder outside the repository.</summary>
internal static class ShellBlock
{
    internal static Task<ProcessResult> RunAsync(Stranger stranger, string lines)
    {
        // dotnet is the real one: projects of the clone are taken from where they were built, templates go where only this run sees them, and the command is the one that its package holds.
        string script = stranger.Write("block.sh", $$"""
            set -eu
            dotnet() {
              if [ "${1-} ${2-}" = "run --project" ] && [ -d "{{RepositoryLayout.Root}}/$3" ]; then
                project=$3; shift 3
                command dotnet run --no-build -c {{RepositoryLayout.Configuration}} --project "{{RepositoryLayout.Root}}/$project" "$@"
              elif [ "${1-}" = new ]; then
                command dotnet "$@" --debug:custom-hive "{{stranger.Folder}}/hive"
              else
                command dotnet "$@"
              fi
            }
            cloudbase-emulator() { command dotnet "{{RepositoryLayout.Emulator}}" "$@"; }
            cp() { command cp "{{RepositoryLayout.Root}}/$1" "$2"; }

            """.ReplaceLineEndings("\n") + lines);
        return Tool.RunAsync(stranger.Folder, "bash", script);
    }
}
