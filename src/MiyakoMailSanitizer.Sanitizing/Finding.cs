namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>Something that was seen in a file.</summary>
/// <param name="Code"><c>family.thing</c>, lower case, e.g. <c>office.macro</c>; each has a row in <see
/// cref="Findings.FindingCatalog"/>.</param>
/// <param name="Where">The place within the file, e.g. <c>word/vbaProject.bin</c> or <c>header Subject</c>; may be empty.</param>
/// <param name="Detail">Plain English words. May quote the file, so it is untrusted text: shortened and cleaned, never markup.</param>
public sealed record Finding(string Code, string Where, string Detail);
