using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

/// <summary>
/// What a frame says; the bytes that belong to it follow as the frame's content. Closed. The sender of a request chooses
/// <see cref="Id"/> and the reply repeats it, so that several requests may be on their way at once.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Configure), "configure")]
[JsonDerivedType(typeof(Configured), "configured")]
[JsonDerivedType(typeof(Sanitize), "sanitize")]
[JsonDerivedType(typeof(Sanitized), "sanitized")]
[JsonDerivedType(typeof(VerifyMessage), "verify-message")]
[JsonDerivedType(typeof(VerifyFile), "verify-file")]
[JsonDerivedType(typeof(Verified), "verified")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record FrameHeader
{
    private FrameHeader() { }

    /// <summary>Number of the request; 0 for <see cref="Ready"/>.</summary>
    public long Id { get; init; }

    /// <summary>In a reply: the worker asks to be replaced, e.g. after it ran out of memory.</summary>
    public bool Retire { get; init; }

    /// <summary>Worker: its limits are set, it waits for requests.</summary>
    public sealed record Ready : FrameHeader;

    /// <summary>To a sanitize worker: the policy from now on. Content: the rules, then each notice template.</summary>
    public sealed record Configure(string FileName, string Hash, int RulesLength, ImmutableArray<Piece> Notices) : FrameHeader;

    /// <summary>A part of the content.</summary>
    public sealed record Piece(string FileName, int Length);

    /// <summary>Worker: the policy was taken, or <paramref name="Faults"/> say why not.</summary>
    public sealed record Configured(ImmutableArray<string> Faults) : FrameHeader;

    /// <summary>To a sanitize worker: treat the content.</summary>
    public sealed record Sanitize(
        string Reference, string ReversePath, ImmutableArray<string> Recipients, string Name, string DeclaredMediaType) : FrameHeader
    {
        /// <summary>See <see cref="Sanitizing.MessageContext.Passwords"/>.</summary>
        public ImmutableArray<string> Passwords { get; init; } = [];

        /// <summary>See <see cref="Sanitizing.MessageContext.FindsPasswords"/>.</summary>
        public bool FindsPasswords { get; init; }

        /// <summary>See <see cref="Sanitizing.MessageContext.FollowUp"/>.</summary>
        public Sanitizing.FollowUp? FollowUp { get; init; }

        /// <summary>See <see cref="Sanitizing.MessageContext.IsReleased"/>.</summary>
        public bool IsReleased { get; init; }

        /// <summary>See <see cref="Sanitizing.MessageContext.AtMost"/>.</summary>
        public Sanitizing.Rules.Treatment? AtMost { get; init; }

        /// <summary>See <see cref="Sanitizing.MessageContext.Originals"/>.</summary>
        public ImmutableArray<string> Originals { get; init; } = [];

        /// <summary>See <see cref="Sanitizing.MessageContext.WantsUnpacked"/>.</summary>
        public bool WantsUnpacked { get; init; }

        /// <summary>See <see cref="Sanitizing.MessageContext.WantsText"/>.</summary>
        public bool WantsText { get; init; }
    }

    /// <summary>
    /// Worker: what became of it. Content: the safe bytes where <paramref name="HasContent"/> (they may be none at all), then what was unpacked.
    /// </summary>
    public sealed record Sanitized(ReportNode Report, bool HasContent) : FrameHeader
    {
        /// <summary>See <see cref="SanitizeReply.Passwords"/>.</summary>
        public PasswordFindings Passwords { get; init; } = new();

        /// <summary>See <see cref="SanitizeReply.Heading"/>.</summary>
        public Sanitizing.MessageHeading Heading { get; init; } = Sanitizing.MessageHeading.None;

        /// <summary>Lengths of the unpacked files at the end of the content, see <see cref="SanitizeReply.Unpacked"/>.</summary>
        public ImmutableArray<int> Unpacked { get; init; } = [];

        /// <summary>See <see cref="SanitizeReply.Text"/>.</summary>
        public string Text { get; init; } = "";
    }

    /// <summary>To a verify worker: the content is a message that wants to leave.</summary>
    public sealed record VerifyMessage : FrameHeader
    {
        /// <summary>SHA-256 of files that may leave as they came; none but where two operators have released them.</summary>
        public ImmutableArray<string> Originals { get; init; } = [];
    }

    /// <summary>To a verify worker: the content is a single file that wants to leave.</summary>
    public sealed record VerifyFile(string MediaType, string FileName) : FrameHeader;

    /// <summary>Worker: passed where there are no faults.</summary>
    public sealed record Verified(ImmutableArray<VerifyFinding> Faults) : FrameHeader;

    /// <summary>Worker: it can't answer, but goes on.</summary>
    public sealed record Failed(string Detail) : FrameHeader;
}

/// <summary>Source-generated JSON of the headers. Strict: what comes from a worker is not trusted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(FrameHeader))]
[JsonSerializable(typeof(ReportNode))]
internal sealed partial class FrameJson : JsonSerializerContext
{
    /// <summary>A report takes two levels for each level of files (<see cref="Sanitizing.Limits.MaxDepth"/> is at most 64).</summary>
    public const int MaxDepth = 256;

    /// <summary>The options above, with Japanese text left as it is. In a class of its own for the order of initialisation.</summary>
    public static FrameJson Strict => Holder.Strict;

    private static class Holder
    {
        public static readonly FrameJson Strict
            = new(new JsonSerializerOptions(Default.GeneratedSerializerOptions!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
