namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>
/// Checks files of one format, by a strict parser of its own. A later format is a class and a row of <see cref="MediaTypes"/>.
/// </summary>
internal interface IFormatChecker
{
    /// <summary>Adds a fault for all that our writer of the format would not write. Must not throw for any bytes, in linear time.</summary>
    /// <param name="content">The bytes, without transfer encoding.</param>
    /// <param name="place">Where the file stands; files within it get the place <c>place.Part(n, …)</c>.</param>
    /// <param name="faults">Where faults go.</param>
    void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults);
}
