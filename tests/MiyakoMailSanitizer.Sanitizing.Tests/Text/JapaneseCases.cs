namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>
/// Bytes in, text out: made from the standards' tables with an implementation of its own (Python's codecs), Microsoft's mapping where
/// mappings differ.
/// </summary>
internal static partial class JapaneseCases
{
    public static IEnumerable<(string Group, Case Case)> All => new (string Group, Case[] Cases)[]
    {
        ("CP932", Cp932), ("ISO-2022-JP", Iso2022Jp), ("EUC-JP", EucJp), ("Unicode", Unicode),
        ("declared wrong", DeclaredWrong), ("broken", Broken), ("mojibake", Mojibake),
    }.SelectMany(group => group.Cases.Select(c => (group.Group, c)));

    /// <summary>One case.</summary>
    /// <param name="Charset">As declared; empty where nothing is.</param>
    /// <param name="Hex">The bytes.</param>
    /// <param name="Text">What they stand for.</param>
    /// <param name="Codes">Codes of the findings, in order.</param>
    internal sealed record Case(string Charset, string Hex, string Text, string Codes = "");
}
