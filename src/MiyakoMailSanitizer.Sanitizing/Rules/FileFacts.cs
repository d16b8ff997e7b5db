using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>What a rule's <c>when</c> can ask about a file.</summary>
/// <param name="Name">The decoded name; may be empty.</param>
/// <param name="Format">Told from the bytes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Depth">0 is the message itself, 1 what lies directly in it.</param>
/// <param name="Message">The message it came with.</param>
public sealed record FileFacts(string Name, FileFormat Format, long Size, int Depth, MessageContext Message);
