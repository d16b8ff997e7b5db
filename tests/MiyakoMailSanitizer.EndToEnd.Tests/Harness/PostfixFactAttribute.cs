namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Skipped where Postfix is missing, or can't be started as it starts only as root.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostfixFactAttribute : FactAttribute
{
    public PostfixFactAttribute()
    {
        if (!File.Exists(PostfixInstance.Program) || !File.Exists(PostfixInstance.Source))
            Skip = "Postfix is not installed (Debian package postfix).";
        else if (!Environment.IsPrivilegedProcess)
            Skip = "Postfix starts only as root.";
    }
}
