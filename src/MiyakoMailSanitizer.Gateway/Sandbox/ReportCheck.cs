using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>A worker may have been taken over by what it read, so its report is checked against what we know ourselves.</summary>
internal static class ReportCheck
{
    private const int MaxText = 64 << 10, MaxCandidates = 100, MaxAddress = 1_000, MaxPreview = 200_000;

    /// <summary>The safe bytes and the unpacked files; null where the lengths can't be true.</summary>
    public static (ReadOnlyMemory<byte> Content, ImmutableArray<ReadOnlyMemory<byte>> Unpacked)? Split(FrameHeader.Sanitized reply, ReadOnlyMemory<byte> content)
    {
        if (reply.Unpacked.IsDefault || reply.Unpacked.Any(l => l < 0) || reply.Unpacked.Sum(l => (long)l) > content.Length)
            return null;
        var position = content.Length - reply.Unpacked.Sum();
        var safe = content[..position];
        var unpacked = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(reply.Unpacked.Length);
        foreach (var length in reply.Unpacked)
        {
            unpacked.Add(content.Slice(position, length));
            position += length;
        }
        return (safe, unpacked.MoveToImmutable());
    }

    /// <summary>Null where the reply is coherent, or what is wrong with it.</summary>
    public static string? FindFault(FrameHeader.Sanitized reply, ReadOnlyMemory<byte> content, long size, string sha256)
    {
        var root = reply.Report;
        if (root.Size != size || root.Sha256 != sha256)
            return "it is about other bytes";
        if (reply.HasContent != !(root.IsHeld || root.IsWithheld))
            return "bytes and outcome do not fit";
        if (!reply.HasContent && !content.IsEmpty)
            return "there are bytes where there should be none";
        return root.Walk().Select(FindFault).FirstOrDefault(f => f is not null);
    }

    /// <summary>Null where what is said of passwords and of the message can be true.</summary>
    /// <param name="reply">What is said.</param>
    /// <param name="given">How many passwords were in the request.</param>
    public static string? FindFault(FrameHeader.Sanitized reply, int given)
    {
        var passwords = reply.Passwords;
        if (passwords.Candidates.IsDefault || passwords.Fitting.IsDefault || passwords.Candidates.Length > MaxCandidates)
            return "too many candidates for passwords";
        if (reply.Heading.From.Length > MaxAddress || reply.Heading.Subject.Length > MaxAddress || reply.Text.Length > MaxPreview || passwords.Candidates.Any(c => c.Length > MaxAddress))
            return "a text is too long";
        return passwords.Tries < 0 || passwords.Fitting.Any(i => i < 0 || i >= given) ? "a password that was not given" : null;
    }

    private static string? FindFault(ReportNode node)
    {
        if (!ReportNode.Treatments.Contains(node.Treatment) || !ReportNode.Outcomes.Contains(node.Outcome))
            return "an unknown treatment or outcome";
        if (node.Outcome is "rebuilt" or "converted" != node.Output is not null || node.Output is null != node.OutputMediaType is null)
            return "outcome and output do not fit";
        if (node.Size < 0 || node.Sha256.Length != 64 || !node.Sha256.All(char.IsAsciiHexDigitLower))
            return "no size or digest";
        return Texts(node).Any(t => t.Length > MaxText) ? "a text is too long" : null;
    }

    private static IEnumerable<string> Texts(ReportNode node)
        => new[] { node.Name, node.Format, node.DeclaredMediaType, node.Rule, node.Reason, node.Output ?? "", node.OutputMediaType ?? "" }
            .Concat(node.Findings.SelectMany(f => new[] { f.Code, f.Where, f.Detail }));
}
