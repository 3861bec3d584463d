using System.Runtime.InteropServices;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Emulator.Hosting;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

try
{
    var options = CommandLine.Parse(args);
    var emulator = await CloudBaseEmulator.StartAsync(options).ConfigureAwait(false);
    await using (emulator.ConfigureAwait(false))
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await Console.Error.WriteLineAsync($"""
            CloudBase emulator
              endpoint                {emulator.Endpoint.GetLeftPart(UriPartial.Authority)}
              SecretId                {emulator.SecretId}
              SecretKey               {emulator.SecretKey}
              account UIN, APPID      {emulator.AccountUin}, {emulator.AppId}
              management environment  {emulator.ManagementEnvironmentId}
              state                   {options.DataDirectory ?? "in memory"}
            Ready. It is safe to connect.
            """).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }

    return 0;
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
    return 2;
}
catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
    return 1;
}
