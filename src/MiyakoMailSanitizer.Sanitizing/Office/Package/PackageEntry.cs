namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary>A file of the package, as central directory and local header agree on it.</summary>
/// <param name="Name">Without a leading slash.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Crc">CRC-32 of the unpacked bytes.</param>
/// <param name="PackedSize">Bytes as they lie in the file.</param>
/// <param name="UnpackedSize">Bytes as claimed; reading checks it.</param>
/// <param name="DataOffset">Where the packed bytes begin.</param>
internal sealed record PackageEntry(string Name, ushort Method, uint Crc, long PackedSize, long UnpackedSize, long DataOffset);
