using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Configuration;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Rules;

public sealed class BadRulesTests
{
    private const string Folder = "Rules/BadRules";

    public static IEnumerable<object[]> Cases => FaultCases.Names(Folder, "*.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_fault_is_named(string name)
    {
        var result = PolicyReader.Read(FaultCases.Read(Folder, name), PolicyReader.DefaultNotices, name);
        Assert.Null(result.Policy);
        FaultCases.AssertFaults(Folder, name, result.Faults);
    }
}
