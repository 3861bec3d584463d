namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary>Says on stderr that an emulator accepts nothing more, once.</summary>
internal static class BrokenWatch
{
    public static async Task SayAsync(CloudBaseEmulator emulator)
    {
        if (emulator.Broken is { } broken)
        {
            await Console.Error.WriteLineAsync(await broken.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
