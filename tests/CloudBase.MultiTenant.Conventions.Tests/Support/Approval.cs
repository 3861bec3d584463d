using System.Text;

namespace CloudBase.MultiTenant.Conventions.Tests.Support;

/// <summary>Compares a text with an approved file. CLOUDBASE_APPROVE=1 rewrites the file instead.</summary>
internal static class Approval
{
    public const string Variable = "CLOUDBASE_APPROVE";

    public static void Verify(string text, params string[] path)
    {
        string file = Path.Combine([Repository.Root, .. path]);
        string received = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, received);
            return;
        }

        string approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : string.Empty;
        if (approved != received)
        {
            Assert.Fail($"{string.Join('/', path)} differs. When the change is meant, run the test again with {Variable}=1 and review the file.\n{Diff(approved, received)}");
        }
    }

    /// <summary>The lines that went (-) and came (+), in their order, each with the line before it.</summary>
    public static string Diff(string before, string after)
    {
        string[] a = before.TrimEnd('\n').Split('\n');
        string[] b = after.TrimEnd('\n').Split('\n');
        int[,] common = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        StringBuilder diff = new();
        string? context = null;
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                (context, i, j) = (a[i], i + 1, j + 1);
                continue;
            }

            if (context is not null)
            {
                diff.Append("  ").AppendLine(context);
                context = null;
            }

            bool removed = j == b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]);
            diff.AppendLine(removed ? "- " + a[i++] : "+ " + b[j++]);
        }

        return diff.ToString();
    }
}
