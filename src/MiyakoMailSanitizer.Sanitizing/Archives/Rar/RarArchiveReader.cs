using MiyakoMailSanitizer.Sanitizing.Detection;
using SharpCompress.Readers;
using LibraryReader = SharpCompress.Readers.Rar.RarReader;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Rar;

/// <summary>
/// RAR archives. The library unpacks; the headers are read here first, as they say what memory it will take, and as it loses names (it takes every
/// 0x5C for a separator, also the second byte of a character).
/// </summary>
internal static class RarArchiveReader
{
    public static IEnumerable<ArchiveEntry> Read(UntrustedFile file, Unpacker unpacker)
    {
        var bytes = file.Content.Span;
        var headers = bytes.ByteAt(6) == 0 ? Rar4Catalog.Read(bytes, unpacker) : Rar5Catalog.Read(bytes, unpacker);
        foreach (var header in headers.Where(h => h.Kind == EntryKind.File))
            unpacker.ClaimSize(Math.Max(0, header.UnpackedSize), headers.Sum(h => h.PackedSize), header.KnownName ?? "");
        var unknown = headers.Where(h => h.KnownName is null).ToList();
        var names = unknown.Zip(EntryNames.Detect([.. unknown.Select(h => h.RawName!)])).ToDictionary(p => p.First, p => p.Second);
        return Entries(file.Content, headers, h => h.KnownName ?? names[h], unpacker);
    }

    private static IEnumerable<ArchiveEntry> Entries(ReadOnlyMemory<byte> content, List<RarHeader> headers, Func<RarHeader, string> name, Unpacker unpacker)
    {
        using var sequence = new RarSequence(content, headers, unpacker);
        for (var i = 0; i < headers.Count; i++)
        {
            var (index, header) = (i, headers[i]);
            yield return new()
            {
                Path = name(header),
                Kind = header.Kind,
                DosTime = header.DosTime,
                IsEncrypted = header.IsEncrypted,
                ClaimedSize = header.UnpackedSize,
                Packed = content.Slice((int)header.Data, (int)header.PackedSize),
                Unpack = () => sequence.Unpack(index, name(header)),
            };
        }
    }

    /// <summary>The library's pass over the archive, in step with the headers.</summary>
    private sealed class RarSequence(ReadOnlyMemory<byte> content, List<RarHeader> headers, Unpacker unpacker) : IDisposable
    {
        private IReader? _reader;
        private int _next;
        private EntryRefusedException? _fault;
        private string? _password;

        public ReadOnlyMemory<byte> Unpack(int index, string name)
        {
            if (_fault is not null)
                throw _fault;
            try
            {
                // Those before it take their memory too where they are solid.
                foreach (var header in headers.Take(index + 1).Skip(_next))
                    Check(header);
                if (headers[index].IsEncrypted && _password is null)
                    FindPassword(index);
                return Unpacked(index, name);
            }
            catch (EntryRefusedException e)
            {
                _fault = e;
                throw;
            }
        }

        public void Dispose()
        {
            try
            {
                _reader?.Dispose();
            }
            catch (Exception e) when (Unpacker.IsDecoderFault(e))
            {
                // It has nothing but memory to give back.
            }
        }

        private void Check(RarHeader header)
        {
            if (header.IsUnsupported)
                throw new EntryRefusedException("archive.unsupported", "it is packed by a version that is not known here");
            unpacker.ClaimDictionary(header.Dictionary);
        }

        /// <summary>By the check value of the header, else by the checksum of the file.</summary>
        private void FindPassword(int index)
        {
            if (unpacker.Passwords.IsEmpty)
                throw new EntryRefusedException("file.encrypted", "it needs a password");
            var (header, rarLock) = (headers[index], headers[index].Lock!);
            _password = unpacker.Passwords.Open(
                password => rarLock.Check.Length > 0
                    ? RarKeys.New(password, rarLock).Check.AsSpan().SequenceEqual(rarLock.Check) ? password : null
                    : Fits(index, header, password) ? password : null,
                unpacker.Tick) ?? throw new EntryRefusedException("file.encrypted", "it needs a password");
            _reader?.Dispose();
            (_reader, _next) = (null, 0);
        }

        private bool Fits(int index, RarHeader header, string password)
        {
            if (header.Crc is not { } crc)
                return false;
            using var trial = new RarSequence(content, headers, unpacker) { _password = password };
            try
            {
                var stream = trial.MoveTo(index);
                return unpacker.HasCrc(stream, header.UnpackedSize, crc);
            }
            catch (EntryRefusedException)
            {
                return false;
            }
        }

        private ReadOnlyMemory<byte> Unpacked(int index, string name)
        {
            var (header, total) = (headers[index], headers.Sum(h => h.PackedSize));
            var unpacked = unpacker.ReadAll(MoveTo(index), header.UnpackedSize, total, name);
            if (header.Crc is null || Unpacker.Crc32(unpacked.Span) == header.Crc)
                return unpacked;
            unpacker.HandOver(unpacked);
            throw new EntryRefusedException("archive.damaged", "its checksum is wrong");
        }

        private Stream MoveTo(int index)
        {
            _reader ??= Unpacker.Guarded(
                () => LibraryReader.OpenReader(Streams.Of(content), new ReaderOptions { LeaveStreamOpen = false, Password = _password }));
            for (; _next <= index; _next++)
            {
                unpacker.Tick();
                if (!Unpacker.Guarded(_reader.MoveToNextEntry))
                    throw new EntryRefusedException("archive.damaged", "it ends before its last file");
            }
            if (headers[index].UnpackedSize >= 0 && _reader.Entry.Size != headers[index].UnpackedSize)
                throw new EntryRefusedException("archive.damaged", "its headers can be read in two ways");
            // Not disposed: the library checks at the end what it has read, and throws.
            return Unpacker.Guarded(_reader.OpenEntryStream);
        }
    }
}
