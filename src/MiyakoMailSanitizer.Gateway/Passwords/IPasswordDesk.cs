using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>Where the flow hands in what messages say of passwords.</summary>
internal interface IPasswordDesk
{
    /// <summary>Messages are to be searched for passwords.</summary>
    bool IsOn { get; }

    /// <summary>Takes what a message says; nothing where it says nothing.</summary>
    /// <exception cref="IOException">It could not be kept; the message must not go on.</exception>
    void Learn(Envelope envelope, string from, PasswordFindings findings);

    /// <summary>A case has come that waits for a password.</summary>
    void Waits();
}
