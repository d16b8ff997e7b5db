using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>Where the worker's program lies: this very assembly, run by the runtime that runs us.</summary>
internal sealed record WorkerProgram
{
    /// <summary>Program and first arguments, e.g. <c>/usr/share/dotnet/dotnet /opt/miyako/miyako.dll</c>.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Folders that it needs to read, besides the system's libraries.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The folder of the shared runtime; null where the program brings its own.</summary>
    public required string? DotnetRoot { get; init; }

    /// <summary>Finds it from the running process, which may also be a test host.</summary>
    public static WorkerProgram Find()
    {
        var application = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        var root = Path.GetFullPath(Path.Join(runtime, "..", "..", ".."));
        var muxer = Path.Join(root, "dotnet");
        if (Path.GetFileName(Path.GetDirectoryName(runtime)) == "Microsoft.NETCore.App" && File.Exists(muxer))
        {
            return new WorkerProgram
            {
                Command = [muxer, Path.Join(application, "miyako.dll")],
                Folders = [root, application],
                DotnetRoot = root,
            };
        }
        return new WorkerProgram { Command = [Path.Join(application, "miyako")], Folders = [application], DotnetRoot = null };
    }
}
