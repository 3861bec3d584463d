using System.Net.Sockets;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Sockets of a sandbox's network in the emulator's hands.</summary>
internal static class SandboxNetwork
{
    private const int SetInterfaceFlags = 0x8914;
    private const byte UpAndRunning = 0x41;
    private const int StackBytes = 256 * 1024;

    /// <summary>A socket belongs to the network that its thread saw when it was made; the thread ends, since another's work must never run in there.</summary>
    public static Task<Socket> OpenSocketAsync(string network)
    {
        var result = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Open()
        {
            int descriptor = Libc.Open(Libc.Text(network), Libc.OCloexec, 0);
            bool entered = descriptor >= 0 && Libc.SetNs(descriptor, Libc.CloneNewNet) == 0;
            string error = Libc.LastError();
            Libc.Close(descriptor);
            try
            {
                result.SetResult(entered
                    ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
                    : throw new SocketException((int)SocketError.NetworkDown, $"The sandbox's network cannot be entered: {error}."));
            }
            catch (SocketException e)
            {
                result.SetException(e);
            }
        }

        new Thread(Open, StackBytes) { IsBackground = true, Name = "sandbox-socket" }.Start();
        return result.Task;
    }

    /// <summary>Lets processes of a sandbox reach each other.</summary>
    public static async Task RaiseLoopbackAsync(string network)
    {
        try
        {
            using Socket socket = await OpenSocketAsync(network).ConfigureAwait(false);
            byte[] request = new byte[40];
            Encoding.ASCII.GetBytes("lo", request);
            request[16] = UpAndRunning;
            if (Libc.Ioctl((int)socket.SafeHandle.DangerousGetHandle(), SetInterfaceFlags, request) != 0)
            {
                throw new SandboxRuntimeException($"The loopback interface of a sandbox cannot be raised: {Libc.LastError()}.");
            }
        }
        catch (SocketException e)
        {
            throw new SandboxRuntimeException(e.Message, e);
        }
    }
}
