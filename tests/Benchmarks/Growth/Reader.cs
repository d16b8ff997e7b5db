namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>Something that reads hostile input.</summary>
/// <param name="Name">Shown in tables.</param>
/// <param name="Takes">Whose families it gets.</param>
/// <param name="Prepare">Makes of an input what is measured; its own time is not.</param>
/// <param name="Longest">Bytes of the longest input. Default 4 MiB; less where a limit of the engine lets no more through.</param>
internal sealed record Reader(string Name, InputKind Takes, Func<byte[], Action> Prepare, int Longest = 4 << 20);
