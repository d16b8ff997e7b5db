// Each class starts processes of its own; much of their time is waiting.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
