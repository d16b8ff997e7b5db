namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Tests with a short form for every run, and a long one for <c>bash tests/run.sh --long</c>.</summary>
internal static class Long
{
    /// <summary>The figure of the run's form.</summary>
    public static int Or(int shortForm, int longForm) => Environment.GetEnvironmentVariable("MIYAKO_LONG") == "1" ? longForm : shortForm;
}
