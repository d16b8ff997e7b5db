using System.Buffers;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>Tells whether two texts say the same, however they are laid out.</summary>
internal static class TextOverlap
{
    /// <summary>More than this of a text does not change the answer.</summary>
    private const int MaxCharacters = 100_000;

    /// <summary>Bits of the filter; a text at the limit fills less than a tenth of it.</summary>
    private const int FilterBits = 20;

    /// <summary>
    /// The share of what <paramref name="text"/> says that <paramref name="other"/> says too, 0 to 1: by runs of three letters or digits,
    /// case, spaces, marks and links apart. 1 where the text says nothing. Linear.
    /// </summary>
    public static double Share(string text, string other)
    {
        var filter = ArrayPool<ulong>.Shared.Rent(1 << (FilterBits - 6));
        filter.AsSpan().Clear();
        foreach (var run in new Runs(other))
            filter[run >> 6] |= 1UL << (run & 63);
        int all = 0, shared = 0;
        foreach (var run in new Runs(text))
        {
            all++;
            shared += (filter[run >> 6] >> (run & 63) & 1) != 0 ? 1 : 0;
        }

        ArrayPool<ulong>.Shared.Return(filter);
        return all == 0 ? 1 : (double)shared / all;
    }

    /// <summary>The hashes of a text's runs.</summary>
    private ref struct Runs(string text)
    {
        private readonly ReadOnlySpan<char> _text = text.AsSpan(0, Math.Min(text.Length, MaxCharacters));
        private int _position;
        private uint _first;
        private uint _second;
        private int _count;

        public int Current { get; private set; }

        public readonly Runs GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_position < _text.Length)
            {
                var c = _text[_position++];
                if (c == '<')
                    SkipLink();
                if (!char.IsLetterOrDigit(c))
                    continue;
                var third = (uint)char.ToLowerInvariant(c);
                Current = (int)(((((_first * 31) + _second) * 31) + third) * 2_654_435_761U >> (32 - FilterBits));
                (_first, _second) = (_second, third);
                if (++_count >= 3)
                    return true;
            }

            return false;
        }

        /// <summary>HTML text carries the targets of its links along.</summary>
        private void SkipLink()
        {
            var end = _text[_position..].IndexOfAny('>', '\n');
            _position = end < 0 ? _text.Length : _position + end;
        }
    }
}
