namespace CloudBase.MultiTenant.Emulator.Tool;

/// <summary>The command <c>cloudbase-emulator</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => EmulatorCommand.RunAsync(arguments);
}
