using System.CommandLine;

namespace MiyakoMailSanitizer.Benchmarks.Office;

/// <summary>The verb <c>office</c>, and the hidden one of its child processes.</summary>
internal static class OfficeCommands
{
    /// <summary>Adds both.</summary>
    public static RootCommand WithOffice(this RootCommand root, Option<FileInfo?> json)
    {
        var rounds = new Option<int>("--rounds") { Description = "Runs of each step at least.", DefaultValueFactory = _ => 3 };
        var only = new Option<string?>("--only") { Description = "Measures the documents whose name holds this, as \"1M\" or \".xlsx\"." };
        var patience = new Option<int>("--libreoffice") { Description = "Seconds that LibreOffice may take for a document; 0 leaves it out.", DefaultValueFactory = _ => 300 };
        var office = new Command("office", "Rebuild and verification of Word, Excel and PowerPoint documents, beside the floor and LibreOffice.") { rounds, only, patience, json };
        office.SetAction(p => Report.Write(OfficeBenchmark.Run(p.GetValue(only), p.GetValue(rounds), TimeSpan.FromSeconds(p.GetValue(patience))), p.GetValue(json)));

        var (step, warm, file) = (new Argument<string>("step"), new Argument<FileInfo>("warm"), new Argument<FileInfo>("file"));
        var child = new Command("office-step") { step, warm, file, rounds };
        child.Hidden = true;
        child.SetAction(p => OfficeSteps.Measure(p.GetRequiredValue(step), p.GetRequiredValue(warm), p.GetRequiredValue(file), p.GetValue(rounds)));
        root.Add(office);
        root.Add(child);
        return root;
    }
}
