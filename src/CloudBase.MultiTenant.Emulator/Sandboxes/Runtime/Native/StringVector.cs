using System.Runtime.InteropServices;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>A null-ended array of C strings.</summary>
internal sealed class StringVector : IDisposable
{
    public StringVector(IReadOnlyList<string> texts)
    {
        Pointers = new nint[texts.Count + 1];
        for (int i = 0; i < texts.Count; i++)
        {
            Pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
    }

    public nint[] Pointers { get; }

    public void Dispose()
    {
        foreach (nint pointer in Pointers)
        {
            Marshal.FreeCoTaskMem(pointer);
        }
    }
}
