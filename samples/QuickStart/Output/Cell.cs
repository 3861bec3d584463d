namespace QuickStart.Output;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says, not as markup.</param>
/// <param name="Colour">Its colour by the console library's name; null for the terminal's own.</param>
internal sealed record Cell(string Text, string? Colour = null)
{
    public static implicit operator Cell(string text) => new(text);

    internal string Markup(string text) => Colour is null ? Spectre.Console.Markup.Escape(text) : $"[{Colour}]{Spectre.Console.Markup.Escape(text)}[/]";
}
