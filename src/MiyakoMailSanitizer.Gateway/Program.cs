using MiyakoMailSanitizer.Gateway.Cli;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;

// The sandboxed children are told apart first: they load nothing of the gateway.
return args switch
{
    ["sanitize-worker", .. var rest] => SanitizeWorker.Run(rest, WorkerWiring.ReadPolicy),
    ["verify-worker", .. var rest] => VerifyWorker.Run(rest, WorkerWiring.Verifier),
    _ => await CommandLine.RunAsync(args),
};
