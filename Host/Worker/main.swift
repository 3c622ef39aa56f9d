runWorker(CommandLine.arguments)
