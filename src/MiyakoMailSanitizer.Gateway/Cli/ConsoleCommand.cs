using System.CommandLine;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako console user add|list|remove</c>: the accounts of the web console. The password is read from standard input.</summary>
internal static class ConsoleCommand
{
    public static Command Create() => new("console", "The operators' web console.") { new Command("user", "Its accounts.") { Add(), List(), Remove() } };

    private static Command Add()
    {
        var (name, config) = (new Argument<string>("name") { Description = "Letters, digits, '.', '_' and '-'." }, CommandLine.ConfigOption());
        var role = new Option<ConsoleRole>("--role") { Description = "viewer, operator, approver or administrator.", Required = true };
        var command = new Command("add", "Adds an account, or gives one a new role, password and one-time code secret. The password is the first line of standard input.")
        {
            name, role, config,
        };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            var user = parsed.GetValue(name)!;
            if (!UserFile.IsName(user))
                return Wrong("A name is 1 to 64 letters, digits, '.', '_' and '-'.");
            if (!Console.IsInputRedirected)
                Console.Error.Write($"Password ({SignInPasswords.Shortest} characters at least; it is shown as you type): ");
            var password = Console.In.ReadLine() ?? "";
            if (password.Length is < SignInPasswords.Shortest or > SignInPasswords.Longest)
                return Wrong($"A password has {SignInPasswords.Shortest} to {SignInPasswords.Longest} characters.");
            var secret = Totp.NewSecret();
            var account = new ConsoleUser(user, parsed.GetValue(role), SignInPasswords.Hash(password), secret, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
            Change(settings, "console-user-added", user, account.Role.ToString(), users => [.. users.Where(u => u.Name != user), account]);
            Console.Out.WriteLine($"{user} ({account.Role}). The secret of the one-time codes, for an authenticator app; it is shown only now:");
            Console.Out.WriteLine(secret);
            Console.Out.WriteLine(Totp.Uri(user, secret));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command List()
    {
        var config = CommandLine.ConfigOption();
        var command = new Command("list", "Lists the accounts.") { config };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            foreach (var user in new UserFile(settings.Console.UsersFile).Read())
                Console.Out.WriteLine($"{user.Name}  {user.Role}");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Remove()
    {
        var (name, config) = (new Argument<string>("name") { Description = "The account." }, CommandLine.ConfigOption());
        var command = new Command("remove", "Removes an account; its sessions end.") { name, config };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            var user = parsed.GetValue(name)!;
            if (new UserFile(settings.Console.UsersFile).Read().All(u => u.Name != user))
                throw new FileNotFoundException($"There is no account {user}.");
            Change(settings, "console-user-removed", user, "", users => users.Where(u => u.Name != user));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static int Wrong(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }

    private static void Change(GatewaySettings settings, string kind, string user, string role, Func<IEnumerable<ConsoleUser>, IEnumerable<ConsoleUser>> change)
    {
        using var audit = new FileAuditLog(settings.Audit, TimeProvider.System);
        audit.Write(new(kind, "", [new("by", Environment.UserName), new("user", user), .. role.Length > 0 ? [new("role", role)] : Array.Empty<KeyValuePair<string, string>>()]));
        var file = new UserFile(settings.Console.UsersFile);
        file.Write(change(file.Read()));
    }
}
