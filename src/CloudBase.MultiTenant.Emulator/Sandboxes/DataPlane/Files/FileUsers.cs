using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary>Whose files are served: those that the sandbox's user can reach. What another user keeps from that one is reached by commands of that other user.</summary>
internal static class FileUsers
{
    public static bool Has(string user) => user is "user" or "root";

    public static string Refusal(string user) => $"Files of the user '{user}' are not served, only those that 'user' can reach; read and write them by a command that runs as '{user}'.";

    /// <exception cref="ConnectException">They are not this user's.</exception>
    public static void Require(string user)
    {
        if (!Has(user))
        {
            throw new ConnectException("invalid_argument", Refusal(user));
        }
    }
}
