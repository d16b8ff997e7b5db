using System.CommandLine;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako smtp account NAME</c>: a line for the file of <c>inbound.accountsFile</c>. The password is read from standard input.</summary>
internal static class SmtpCommand
{
    public static Command Create() => new("smtp", "Servers that send to the gateway.") { Account() };

    private static Command Account()
    {
        var name = new Argument<string>("name") { Description = "Letters, digits, '.', '_' and '-'." };
        var command = new Command("account", "Prints a line for inbound.accountsFile. The password is the first line of standard input.") { name };
        command.SetAction(parsed =>
        {
            var user = parsed.GetValue(name)!;
            if (!UserFile.IsName(user))
                return Wrong("A name is 1 to 64 letters, digits, '.', '_' and '-'.");
            var password = Console.In.ReadLine() ?? "";
            if (password.Length is < SignInPasswords.Shortest or > SignInPasswords.Longest)
                return Wrong($"A password has {SignInPasswords.Shortest} to {SignInPasswords.Longest} characters.");
            Console.Out.WriteLine($"{user}:{SignInPasswords.Hash(password)}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static int Wrong(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }
}
