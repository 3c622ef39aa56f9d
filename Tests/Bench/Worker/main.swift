measureWorker(CommandLine.arguments)
