// The types of other modules that authors of actions use.
@_exported public import Executor

@_exported public import struct Logging.Logger
@_exported public import struct TaskModel.ActionName
