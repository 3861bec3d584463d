using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Sockets of a sandbox's network in the emulator's hands.</summary>
internal static class SandboxNetwork
{
    /// <summary>A socket belongs to the network that its thread saw when it was made; the thread ends, since another's work must never run in there.</summary>
    public static Task<Socket> OpenSocketAsync(string network)
    {
        var result = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            int descriptor = Libc.Open(Libc.Text(network), Libc.OCloexec, 0);
            if (descriptor < 0 || Libc.SetNs(descriptor, Libc.CloneNewNet) != 0)
            {
                Libc.Close(descriptor);
                result.SetException(new SocketException((int)SocketError.NetworkDown, $"The sandbox's network cannot be entered: {Libc.LastError()}."));
                return;
            }

            Libc.Close(descriptor);
            try
            {
                result.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            }
            catch (SocketException e)
            {
                result.SetException(e);
            }
        }, 256 * 1024)
        { IsBackground = true, Name = "sandbox-socket" }.Start();
        return result.Task;
    }
}
