namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>What was wrong with a form, and what was typed into it.</summary>
/// <param name="Form">The section that has the form: <c>clock</c> or <c>faults</c>.</param>
/// <param name="Message">What was wrong, with the way out.</param>
/// <param name="Fields">What was typed.</param>
internal sealed record FormProblem(string Form, string Message, FormFields Fields)
{
    /// <summary>Writes the message where its form is, where a browser goes at once and a screen reader reads it.</summary>
    public static void Write(HtmlWriter html, FormProblem? problem)
    {
        if (problem is not null)
        {
            html.Write($"""<p class="problem" role="alert" id="{problem.Form}-problem" tabindex="-1" autofocus>{problem.Message}</p>""");
        }
    }
}
