namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>Bytes that grow; each piece is paid for before it is taken.</summary>
internal sealed class ByteBag(PdfBudget budget)
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>Room for so many bytes more; <see cref="Take"/> says how many of them were filled.</summary>
    public Span<byte> Room(int count)
    {
        if (count > _bytes.Length - Length)
        {
            var size = (int)Math.Min(Array.MaxLength, Math.Max(1_024, Math.Max((long)Length + count, _bytes.Length * 2L)));
            if (size < Length + (long)count)
                throw new PdfBrokenException("a stream is too large");
            budget.Spend(size - _bytes.Length);
            Array.Resize(ref _bytes, size);
        }
        return _bytes.AsSpan(Length, count);
    }

    public void Take(int count) => Length += count;

    public void Add(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public Span<byte> Filled => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> ToMemory() => _bytes.AsMemory(0, Length);
}
