using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace QuickStart.Output;

/// <summary>How wide texts are on a terminal, where a Chinese letter or an emoji takes two cells.</summary>
internal static class Cells
{
    private const string Ellipsis = "…";

    internal static int Width(string text) => new Segment(text).CellCount();

    /// <summary>A text whose words all fit on a line, so that none is broken in two without an ellipsis.</summary>
    internal static string FitWords(string text, int most) => string.Join(' ', text.Split(' ').Select(word => Fit(word, most)));

    /// <summary>Shortens a text that is too wide in its middle, since ids often differ at their ends only, and never within a letter.</summary>
    internal static string Fit(string text, int most)
    {
        if (Width(text) <= most)
        {
            return text;
        }

        List<string> letters = [];
        for (TextElementEnumerator each = StringInfo.GetTextElementEnumerator(text); each.MoveNext();)
        {
            letters.Add(each.GetTextElement());
        }

        int left = most - Width(Ellipsis);
        StringBuilder head = new();
        int first = 0;
        for (int taken = 0; first < letters.Count && taken + Width(letters[first]) <= (left + 1) / 2; first++)
        {
            taken += Width(letters[first]);
            head.Append(letters[first]);
        }

        left -= Width(head.ToString());
        int last = letters.Count;
        for (; last > first && Width(letters[last - 1]) <= left; last--)
        {
            left -= Width(letters[last - 1]);
        }

        return head.Append(Ellipsis).AppendJoin(string.Empty, letters[last..]).ToString();
    }
}
