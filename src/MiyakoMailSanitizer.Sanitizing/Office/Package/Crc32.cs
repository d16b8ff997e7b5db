using System.Buffers.Binary;

namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary>CRC-32 of ISO 3309, running over many pieces; eight bytes at a time, as whole workbooks go through it twice.</summary>
internal struct Crc32()
{
    private static readonly uint[][] Tables = MakeTables();

    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var crc = _state;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][(byte)low] ^ Tables[6][(byte)(low >> 8)] ^ Tables[5][(byte)(low >> 16)] ^ Tables[4][low >> 24]
                ^ Tables[3][(byte)high] ^ Tables[2][(byte)(high >> 8)] ^ Tables[1][(byte)(high >> 16)] ^ Tables[0][high >> 24];
        }
        foreach (var b in bytes)
            crc = Step(crc, b);
        _state = crc;
    }

    /// <summary>One byte of the running sum, which ZIP's classic encryption is built of too.</summary>
    public static uint Step(uint state, byte b) => (state >> 8) ^ Tables[0][(byte)state ^ b];

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var t = 0; t < 8; t++)
        {
            tables[t] = new uint[256];
            for (var n = 0u; n < 256; n++)
            {
                var c = t == 0 ? n : tables[t - 1][n];
                if (t == 0)
                {
                    for (var k = 0; k < 8; k++)
                        c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
                }
                else
                {
                    c = (c >> 8) ^ tables[0][(byte)c];
                }
                tables[t][n] = c;
            }
        }
        return tables;
    }
}
