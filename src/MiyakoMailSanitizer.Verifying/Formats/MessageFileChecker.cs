using MiyakoMailSanitizer.Verifying.Mail;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>A message as a file: nested in another, or alone. The depth in the boundaries must grow, which bounds recursion.</summary>
internal sealed class MessageFileChecker : IFormatChecker
{
    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults) => new MessageChecker(faults, []).Check(content, place);
}
